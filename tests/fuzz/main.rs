//! Fuzz targets: whatever the contents of a link, a scenario or a history, it is refused in sentences or run to its end.
//!
//! `cargo xtask test` fuzzes each for a second, `cargo xtask fuzz [target] --seconds N` for as long as wanted. Input that
//! once broke something is kept in `found/` as text, and is tried each time.
#![cfg(not(target_arch = "wasm32"))]

mod choices;
mod histories;
mod links;
mod mutation;
mod patience;
mod scenarios;

use std::fs;
use std::path::Path;
use std::time::Duration;

use choices::Choices;

/// Duration of a target in the test command. `cargo xtask fuzz` sets another one by bolero's own variable.
const SHORT: Duration = Duration::from_secs(1);

/// Maximum number of bytes: more decide nothing.
const LONGEST: usize = 512;

/// Lets the fuzzer make a text, which is then judged and must not take long.
fn fuzz(make: fn(&mut Choices<'_>) -> String, judge: fn(&str)) {
    bolero::check!()
        .with_test_time(SHORT)
        .with_generator(bolero::produce::<Vec<u8>>().with().len(0..LONGEST))
        .map(move |bytes| make(&mut Choices::of(&bytes)))
        .for_each(|text: &String| patience::told(text, || judge(text)));
}

/// Tries again the inputs that once broke something.
fn try_found(target: &str, judge: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/found")
        .join(target);
    let files = fs::read_dir(folder).expect("each target has its folder");
    for file in files.map(|file| file.expect("it can be listed").path()) {
        let text = fs::read(&file).expect("it can be read");
        let text = String::from_utf8_lossy(&text);
        patience::told(&text, || judge(text.trim_end_matches('\n')));
    }
}
