//! Steps of a program, counted.
//!
//! A program that is compiled with `-C instrument-coverage` counts how often each of its branches is entered, and at its
//! end writes the counters to the file that `LLVM_PROFILE_FILE` names. Their sum is the number of steps: the same at
//! every run and on every machine, however fast and busy it is. The standard library is compiled before and not counted,
//! except for what is generic; so comparing and iterating are counted, and copying a block of memory is not.
//!
//! Only the sum is wanted, so the file is read here: a tool that maps the counters to lines would have to be of the same
//! version as the compiler, and installed.

use std::env;
use std::fs;
use std::process::{self, Command};
use std::thread;

/// First number of the file: `\xfflprofr\x81`, of a 64-bit program.
const MAGIC: u64 = 0xff6c_7072_6f66_7281;

/// Version of the format that is read here: the compiler's, since LLVM 19.
const VERSION: u64 = 10;

/// Numbers in the header, of 64 bits each.
const HEADER: usize = 16;

/// Bytes of the description of one function.
const FUNCTION: u64 = 64;

/// Runs one test of this binary in a process of its own, with a variable of the environment set. Returns its steps.
///
/// # Panics
/// If the test fails, or this binary was compiled without counters.
pub fn steps_of(test: &str, variable: &str, value: &str) -> u64 {
    // Tests run on several threads of one process.
    let (process, thread) = (process::id(), thread::current().id());
    let file = env::temp_dir().join(format!("netsplit-{process}-{thread:?}.profraw"));
    let own = env::current_exe().expect("a test has a binary");
    let run = Command::new(own)
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(variable, value)
        .env("LLVM_PROFILE_FILE", &file)
        .output()
        .expect("a binary that runs can be run again");
    let counters = fs::read(&file);
    // Removed also after a failure: a later run of the same name would add to the file.
    let _ = fs::remove_file(&file);
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{test} fails: {said}");
    sum_of(&counters.expect("nothing was counted: run `cargo xtask test growth`"))
}

/// The sum of the counters in a file.
fn sum_of(bytes: &[u8]) -> u64 {
    let number = |place: usize| {
        let bytes = bytes[place..place + 8].try_into();
        u64::from_le_bytes(bytes.expect("eight bytes"))
    };
    let header: Vec<_> = (0..HEADER).map(|place| number(place * 8)).collect();
    assert_eq!(header[0], MAGIC, "a file of counters");
    // The upper half of this number says how the counters were made.
    let version = header[1] & u64::from(u32::MAX);
    assert_eq!(
        version, VERSION,
        "the compiler writes another version of the format: see InstrProfData.inc of its LLVM"
    );
    let [ids, functions, before, counters] = [header[2], header[3], header[4], header[5]];
    let first = HEADER as u64 * 8 + ids + functions * FUNCTION + before;
    (0..counters)
        .map(|counter| number((first + counter * 8) as usize))
        .sum()
}
