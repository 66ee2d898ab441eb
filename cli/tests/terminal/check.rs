//! `check`: histories of every format, and every kind of refusal.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::said::{Said, file, netsplit, with_input};

/// Options that read histories as Knossos does.
const KNOSSOS: [&str; 6] = [
    "--initial",
    "0",
    "--nil",
    "unknown",
    "--failed-cas",
    "no-effect",
];

fn check(history: &str, more: &[&str]) -> Said {
    with_input(&[&["check", "-"], more].concat(), history.as_bytes())
}

/// One client writes 1 and then reads this, in each of the formats.
fn formats(read: &str) -> [String; 4] {
    let json = format!(
        r#"{{"process": 0, "type": "invoke", "f": "write", "value": 1, "time": 10}}
{{"process": 0, "type": "ok", "f": "write", "value": 1, "time": 20}}
{{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 30}}
{{"process": 0, "type": "ok", "f": "read", "value": {read}, "time": 40}}"#
    );
    let edn = format!(
        "{{:process 0, :type :invoke, :f :write, :value 1}}
{{:process 0, :type :ok, :f :write, :value 1}}
{{:process 0, :type :invoke, :f :read, :value nil}}
{{:process 0, :type :ok, :f :read, :value {read}}}"
    );
    let log = format!(
        "INFO  jepsen.util - 0 :invoke :write 1
INFO  jepsen.util - 0 :ok :write 1
INFO  jepsen.util - 0 :invoke :read nil
INFO  jepsen.util - 0 :ok :read {read}"
    );
    [json, format!("[{edn}]"), edn, log]
}

#[test]
fn the_verdict_decides_the_exit_code() {
    for history in formats("1") {
        let said = check(&history, &[]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{history}");
        assert!(said.out.starts_with("2 operations, 1 process, 1 key\n"));
        assert!(said.out.contains("\nLinearizable: "), "{}", said.out);
    }
    for history in formats("2") {
        let said = check(&history, &[]);
        assert_eq!((said.code, said.err.as_str()), (1, ""), "{history}");
        assert!(said.out.contains("\nNot linearizable: "), "{}", said.out);
        assert!(
            said.out.contains("but nothing had written 2"),
            "{}",
            said.out
        );
    }
}

const STALE: &str = "\
INFO  jepsen.util - 0 :invoke :write 1
INFO  jepsen.util - 0 :ok :write 1
INFO  jepsen.util - 3 :invoke :read nil
INFO  jepsen.util - 1 :invoke :write 2
INFO  jepsen.util - 3 :ok :read 1
INFO  jepsen.util - 1 :ok :write 2
INFO  jepsen.util - 4 :invoke :read nil
INFO  jepsen.util - 4 :ok :read 1";

#[test]
fn a_violation_lists_who_asked_what_and_was_told_what_when() {
    let said = check(STALE, &[]);
    let lines: Vec<_> = said.out.lines().collect();
    let at = lines.iter().position(|line| line.contains("was told"));
    let shown: Vec<Vec<&str>> = lines[at.unwrap() + 1..]
        .iter()
        .map(|line| line.split("  ").filter(|cell| !cell.is_empty()).collect())
        .map(|cells: Vec<&str>| cells.into_iter().map(str::trim).collect())
        .collect();
    let written = ["client 1", "write of 2", "done", "line 4", "line 6"];
    let read = ["client 4", "read", "1", "line 7", "line 8"];
    assert!(shown.iter().any(|cells| *cells == written), "{}", said.out);
    let last = shown.last().unwrap();
    assert_eq!(last[..5], read, "{}", said.out);
    assert_eq!(last[5], "<- does not fit");
}

#[test]
fn json_holds_the_verdict_and_its_operations() {
    let said = check(STALE, &["--json"]);
    assert_eq!(said.code, 1);
    let found = said.json();
    assert_eq!(found["holds"], "no");
    assert_eq!(found["model"], "register");
    assert_eq!(
        (&found["operations"], &found["processes"], &found["keys"]),
        (&json!(4), &json!(4), &json!(1))
    );
    let violation = &found["violation"];
    let last = violation["last"].as_u64().unwrap() as usize;
    assert_eq!(
        violation["operations"][last],
        json!({
            "process": "4", "key": null, "f": "read", "type": "ok", "value": 1,
            "invoked": 7, "completed": 8, "line": 7
        })
    );
    let fine = check(&formats("1")[0], &["--json"]).json();
    assert_eq!(
        (&fine["holds"], &fine["violation"]),
        (&json!("yes"), &Value::Null)
    );
}

#[test]
fn options_say_what_a_history_means() {
    let nil = "0 :invoke :write 1\n0 :ok :write 1\n0 :invoke :read nil\n0 :ok :read nil";
    let failed = "0 :invoke :write 1\n0 :ok :write 1\n0 :invoke :cas [1 2]\n0 :fail :cas [1 2]";
    let minus = "0 :invoke :read nil\n0 :ok :read -5";
    let appended = "0 :invoke :write \"a\"\n0 :ok :write \"a\"\n0 :invoke :append \"b\"\n\
                    0 :ok :append \"b\"\n0 :invoke :read nil\n0 :ok :read \"ab\"";
    for (history, options, code) in [
        (nil, &[][..], 1),
        (nil, &["--nil", "absent"], 1),
        (nil, &["--nil", "unknown"], 0),
        (failed, &[], 1),
        (failed, &["--failed-cas", "observed"], 1),
        (failed, &["--failed-cas", "no-effect"], 0),
        (failed, &["--model", "cas-register"], 1),
        (failed, &["--model", "register"], 2),
        (minus, &[], 1),
        (minus, &["--initial", "-5"], 0),
        (minus, &["--initial=-5"], 0),
        (appended, &[], 0),
        (appended, &["--model", "kv"], 0),
        (appended, &["--model", "cas-register"], 2),
    ] {
        let said = check(history, options);
        assert_eq!(said.code, code, "{options:?}\n{history}\n{}", said.err);
    }
}

#[test]
fn operations_without_completion_are_of_unknown_outcome() {
    for end in ["", "0 :info :write :timed-out\n"] {
        for read in ["1", "nil"] {
            let history =
                format!("0 :invoke :write 1\n{end}2 :invoke :read nil\n2 :ok :read {read}");
            assert_eq!(check(&history, &[]).code, 0, "{history}");
        }
    }
}

fn assert_refused(said: &Said, part: &str) {
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(said.err.contains(part), "{part}: {}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

#[test]
fn histories_that_are_refused() {
    for (name, bytes, part) in [
        ("empty.log", &b""[..], "The history is empty; allowed are"),
        ("blank.edn", b" \n; nothing\n", "The history is empty"),
        (
            "prose.txt",
            b"it went well",
            "line 1: found \"it went well\", allowed are",
        ),
        (
            "bytes.edn",
            b"{:process 0}\n\xff",
            "line 2: found bytes that are not UTF-8",
        ),
        (
            "list.json",
            b"[{\"process\": 0}]",
            "line 1: found no type, required are",
        ),
        ("half.json", b"{\"process\": 0,", "line 1: found"),
        ("half.edn", b"{:process 0", "line 1"),
        (
            "nobody.edn",
            b"{:type :invoke, :f :read}",
            "line 1: found no process",
        ),
        (
            "type.edn",
            b"{:process 0, :type :maybe, :f :read}",
            "invoke, ok, fail or info",
        ),
        (
            "f.edn",
            b"{:process 0, :type :invoke, :f :mix}",
            "read, write, cas",
        ),
        (
            "cas.log",
            b"0 :invoke :cas 3",
            "a pair: the expected value and the new one",
        ),
        (
            "end.log",
            b"0 :ok :read 3",
            "line 1: found a completion of process 0",
        ),
        ("nemesis.log", b":nemesis :info :start nil", "no operation"),
    ] {
        let path = file(name, bytes);
        let said = netsplit(&["check", &path]);
        assert_refused(&said, part);
        assert!(said.err.contains(name), "{}", said.err);
        let said = with_input(&["check", "-"], bytes);
        assert_refused(&said, part);
        assert!(said.err.contains("standard input"), "{}", said.err);
    }
}

#[test]
fn arguments_that_are_refused() {
    for (arguments, part) in [
        (&["check"][..], "HISTORY"),
        (
            &["check", "nowhere.edn"],
            "nowhere.edn: found no file of this name, allowed is",
        ),
        (&["check", ""], "found no file of this name"),
        (
            &["check", env!("CARGO_MANIFEST_DIR")],
            "found a directory, allowed is a file",
        ),
        (
            &["check", "-", "--model", "queue"],
            "allowed is register or cas-register or kv",
        ),
        (
            &["check", "-", "--nil", "zero"],
            "allowed is absent or unknown",
        ),
        (
            &["check", "-", "--failed-cas", "lost"],
            "allowed is observed or no-effect",
        ),
        (
            &["check", "-", "--keys", "pairs"],
            "allowed is detect or tuples or field or none",
        ),
        (
            &["check", "-", "--initial", "{:a"],
            "found the end of the text, allowed is a value",
        ),
        (&["check", "-", "--seed", "1"], "unexpected argument"),
    ] {
        assert_refused(&netsplit(arguments), part);
    }
}

#[test]
fn an_operation_that_the_model_lacks_is_refused_at_its_line() {
    let history = r#"{"process": 0, "type": "invoke", "f": "read", "time": 1}
{"process": 0, "type": "ok", "f": "read", "value": null, "time": 2}
{"process": 0, "type": "invoke", "f": "cas", "value": [1, 2], "time": 3}"#;
    let said = check(history, &["--model", "register"]);
    assert_refused(&said, "standard input, line 3: found compare-and-set");
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    assert_refused(
        &netsplit(&["check", "/dev/zero"]),
        "more than 100000000 bytes",
    );
}

#[test]
fn a_history_cannot_steer_the_terminal() {
    let history = r#"{"process": "\u001b[2J\nx", "type": "invoke", "f": "read"}
{"process": "\u001b[2J\nx", "type": "ok", "f": "read", "value": "\u001b[2J"}"#;
    let said = check(history, &[]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(!said.out.contains('\x1b'));
}

#[test]
fn help_teaches_with_examples() {
    let said = netsplit(&["check", "--help"]);
    assert_eq!(said.code, 0);
    for part in [
        "netsplit check jepsen.log",
        "--initial 0 --nil unknown --failed-cas no-effect",
        "--keys tuples",
        "--read-value result",
        "records of whole operations",
        "Exit codes: 0 if it is linearizable",
    ] {
        assert!(said.out.contains(part), "{part}");
    }
}

/// A history of independent keys.
const TUPLES: &str = "\
0 :invoke :write [7 3]
0 :ok :write [7 3]
0 :invoke :read [7 nil]
0 :ok :read [7 3]";

#[test]
fn the_place_of_keys_is_said_and_can_be_named() {
    let detected = check(TUPLES, &[]);
    assert_eq!(detected.code, 0, "{}", detected.err);
    let remark = "\nvalues are [key value], since every read is invoked with [key nil]; --keys none takes them as they stand\n";
    assert!(detected.out.contains(remark), "{}", detected.out);
    assert!(
        detected.out.contains(" --keys tuples\n"),
        "{}",
        detected.out
    );
    assert_eq!(check(TUPLES, &["--json"]).json()["keys_in"], "tuples");
    let named = check(TUPLES, &["--keys", "tuples"]);
    assert_eq!(named.code, 0, "{}", named.err);
    assert!(!named.out.contains("values are"), "{}", named.out);
    let cas = TUPLES
        .replace("[7 nil]", "[7 [3 4]]")
        .replace(":read", ":cas")
        .replace(":ok :cas [7 3]", ":ok :cas [7 [3 4]]");
    let plain = check(&cas, &["--keys", "none"]);
    assert!(
        plain.out.contains("compare-and-set from 7 to [3 4]"),
        "{}",
        plain.out
    );
    assert_eq!(check(&cas, &["--keys", "tuples"]).code, 0);
    assert!(formats("1").iter().all(|history| {
        let said = check(history, &[]);
        said.out.contains(" --keys field\n") && !said.out.contains("values are")
    }));
}

#[test]
fn an_order_by_index_alone_is_said() {
    let line = |process: u32, kind: &str, f: &str, value: &str, time: u32, index: u32| {
        format!(
            "{{:process {process} :type :{kind} :f :{f} :value {value} :time {time} :index {index}}}\n"
        )
    };
    let history = line(3, "invoke", "write", "4", 900, 10)
        + &line(3, "ok", "write", "4", 1500, 11)
        + &line(5, "invoke", "read", "nil", 1480, 12)
        + &line(5, "ok", "read", "nil", 1600, 13);
    let said = check(&history, &[]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(
        said.out.contains("the order is that of the indices, "),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("had completed at index 11."),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("index 12 (line 3)  index 13"),
        "{}",
        said.out
    );
    assert_eq!(check(&history, &["--json"]).json()["clock"], "index");
}

/// Times since 1970 in nanoseconds have more digits than a float.
#[test]
fn times_are_printed_as_they_are() {
    let line = |process: u32, kind: &str, f: &str, value: &str, at: u64| {
        let time = 1_764_409_315_000_000_000 + at;
        format!("{{:process {process} :type :{kind} :f :{f} :value {value} :time {time}}}\n")
    };
    let history = line(0, "invoke", "write", "1", 1)
        + &line(0, "ok", "write", "1", 2)
        + &line(1, "invoke", "read", "nil", 3)
        + &line(1, "ok", "read", "nil", 4);
    let said = check(&history, &[]);
    for part in [
        "at 1764409315.000000004 s returned nil",
        "  1764409315.000000003 s (line 3)",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn one_is_singular() {
    let said = check("0 :invoke :write 1\n0 :ok :write 1", &[]);
    assert!(
        said.out.starts_with("1 operation, 1 process, 1 key\n"),
        "{}",
        said.out
    );
    let says = "\nLinearizable: 1 operation on one key fits into one order.\n";
    assert!(said.out.contains(says), "{}", said.out);
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("it is in memory");
    packed.finish().expect("it is in memory")
}

#[test]
fn gzip_is_unpacked() {
    let [json, ..] = formats("2");
    let (head, tail) = json.split_at(100);
    for bytes in [gzip(&json), [gzip(head), gzip(tail)].concat()] {
        let said = with_input(&["check", "-"], &bytes);
        assert_eq!((said.code, said.err.as_str()), (1, ""));
        let said = netsplit(&["check", &file("history.jsonl.gz", &bytes)]);
        assert!(
            said.out.contains("but nothing had written 2"),
            "{}",
            said.out
        );
    }
    let whole = gzip(&json);
    let mut damaged = whole.clone();
    damaged[40] ^= 1;
    for bytes in [&whole[..30], &whole[..5], &damaged, b"\x1f\x8b"] {
        let said = with_input(&["check", "-"], bytes);
        assert_refused(
            &said,
            "standard input: found a file compressed by gzip that cannot be unpacked",
        );
    }
    let blanks = " ".repeat(100_000_001);
    let said = with_input(&["check", "-"], &gzip(&blanks));
    assert_refused(&said, "unpacks to more than 100000000 bytes");
    assert_refused(
        &with_input(&["check", "-"], &gzip("")),
        "The history is empty",
    );
}

/// Histories after public reports, each with its exit code.
const FIELD: [(&str, i32); 17] = [
    ("call-and-return.json", 0),
    ("completion-contradicts.jsonl", 2),
    ("equal-times-other-order.jsonl", 0),
    ("equal-times.jsonl", 0),
    ("failed-cas-with-error.edn", 0),
    ("failed-cas-with-error.jsonl", 0),
    ("independent-cas.edn", 0),
    ("independent-failed-cas.edn", 1),
    ("independent-tuples.edn", 0),
    ("integers-beyond-64-bits.jsonl", 1),
    ("json-array.json", 0),
    ("map-order.edn", 0),
    ("metadata.edn", 0),
    ("read-without-value.jsonl", 2),
    ("set-order.edn", 0),
    ("time-behind-index.edn", 1),
    ("two-infinities.edn", 0),
];

#[test]
fn histories_of_the_field_come_out_right() {
    let Some(folder) = known("field/histories") else {
        return;
    };
    let path = |name: &str| folder.join(name).display().to_string();
    for (name, code) in FIELD {
        let said = netsplit(&["check", &path(name)]);
        assert_eq!(said.code, code, "{name}\n{}{}", said.out, said.err);
    }
    let files = fs::read_dir(&folder).expect("it can be listed").count();
    assert_eq!(files, FIELD.len(), "each file has its answer");
    let named = netsplit(&[
        "check",
        &path("read-without-value.jsonl"),
        "--read-value",
        "result",
    ]);
    assert_eq!(named.code, 0, "{}{}", named.out, named.err);
    let set = netsplit(&[
        "check",
        &path("set-order.edn"),
        "--initial",
        "#{3 2 1}",
        "--json",
    ]);
    assert_eq!(set.json()["initial"], "#{1 2 3}");
}

/// A folder of histories with known answers; says so where there is none.
fn known(folder: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/data", "../../shared/data"]
        .into_iter()
        .map(|place| here.join(place).join(folder))
        .find(|place| place.is_dir());
    if found.is_none() {
        println!("skipped: no shared/data/{folder} beside the checkout");
    }
    found
}

/// Checks every row of the expected.csv of a folder; `column` has the expected verdict.
fn assert_known(folder: &Path, column: usize, options: &[&str]) {
    let rows = fs::read_to_string(folder.join("expected.csv")).expect("a list of answers");
    assert!(rows.lines().count() > 50, "{}", folder.display());
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let path = folder.join(cells[0]);
        let code = i32::from(cells[column] != "true");
        let path = path.to_str().expect("the path is UTF-8");
        let said = netsplit(&[&["check", path], options].concat());
        assert_eq!(said.code, code, "{row}\n{}{}", said.out, said.err);
    }
}

#[test]
fn histories_of_etcd_come_out_right() {
    if let Some(folder) = known("porcupine") {
        assert_known(&folder, 1, &[]);
    }
}

#[test]
fn key_value_histories_come_out_right() {
    let Some(folder) = known("porcupine/kv") else {
        return;
    };
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let path = path.to_str().unwrap();
        let code = i32::from(path.ends_with("bad.txt"));
        let said = netsplit(&["check", path, "--model", "kv"]);
        assert_eq!(said.code, code, "{path}\n{}{}", said.out, said.err);
    }
}

#[test]
fn histories_of_knossos_come_out_right() {
    if let Some(folder) = known("knossos") {
        assert_known(&folder, 3, &KNOSSOS);
    }
}

/// Forty concurrent compare-and-sets without a legal order, and with far too many orders to try.
#[test]
fn what_is_too_hard_is_undecided() {
    let calls: Vec<_> = (0..40)
        .map(|client| format!("{client} {{}} :cas [{} {}]\n", client % 8, client * 5 % 7))
        .collect();
    let all = |kind: &str| calls.concat().replace("{}", kind);
    let said = check(&(all(":invoke") + &all(":ok")), &["--initial", "0"]);
    assert_eq!((said.code, said.err.as_str()), (3, ""), "{}", said.out);
    assert!(said.out.contains("\nUndecided: "), "{}", said.out);
}
