//! Input of every bad kind: exit code 2, one sentence, nothing on the standard output.

use crate::said::{Said, file, netsplit, with_input};

fn assert_refused(said: &Said, part: &str) {
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(said.err.contains(part), "{part}: {}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

#[test]
fn arguments_that_make_no_sense() {
    for (arguments, part) in [
        (&["run", "nowhere"][..], "neither a lab nor a file"),
        (&["run", "no/such/file.json"], "neither a lab nor a file"),
        (&["run", ""], "neither a lab nor a file"),
        (&["claims", "nowhere"], "neither a lab nor a file"),
        (&["digest", "nowhere"], "neither a lab nor a file"),
        (&["run", env!("CARGO_MANIFEST_DIR")], "directory"),
        (&["run"], "LAB"),
        (&["run", "start", "start"], "unexpected argument"),
        (&["runn", "start"], "run"),
        (&["run", "start", "--sed", "1"], "--seed"),
        (&["run", "start", "--seed", "-1"], "whole number from 0"),
        (
            &["run", "start", "--seed", "4294967296"],
            "whole number from 0",
        ),
        (&["run", "start", "--seed", "1.5"], "whole number from 0"),
        (&["claims", "start", "--seeds", "0"], "1 to 10000"),
        (&["digest", "start", "--seeds", "-5"], "1 to 10000"),
        (
            &["link", "start", "--base", "https://example.org/?a=b"],
            "without ? and #",
        ),
    ] {
        assert_refused(&netsplit(arguments), part);
    }
}

#[test]
fn settings_that_are_not_allowed() {
    for (setting, part) in [
        ("rate", "NAME=VALUE"),
        ("=5", "NAME=VALUE"),
        ("colour=red", "colour: there is no such control"),
        ("rate=9999999/s", "rate: found 9999999/s, allowed is"),
        ("rate=-5/s", "rate: found"),
        ("rate=5ms", "a rate such as"),
        ("rate=", "a rate such as"),
        ("rate=NaN/s", "a rate such as"),
        ("nodes.app.concurrency=many", "whole number"),
        ("nodes.nobody.concurrency=5", "nodes.nobody.concurrency: "),
        ("..=5", "..: "),
    ] {
        assert_refused(&netsplit(&["run", "start", "--set", setting]), part);
    }
    let two = netsplit(&["run", "start", "--set", "rate=1", "--set", "colour=red"]);
    assert_eq!((two.code, two.err.lines().count()), (2, 2), "{}", two.err);
}

#[test]
fn files_that_are_no_scenario() {
    let nested = "[".repeat(100_000);
    for (name, bytes, part) in [
        ("empty.json", &b""[..], "not JSON"),
        ("half.json", br#"{"v": 1, "#, "not JSON"),
        ("list.json", b"[]", "not an object"),
        ("new.json", br#"{"v": 99}"#, "newer"),
        ("bytes.json", b"{\"v\": 1, \xff}", "not UTF-8 at offset 9"),
        ("deep.json", nested.as_bytes(), "not JSON"),
    ] {
        let path = file(name, bytes);
        for command in ["run", "validate", "link", "open", "digest", "claims"] {
            assert_refused(&netsplit(&[command, &path]), part);
        }
        assert_refused(&with_input(&["run", "-"], bytes), part);
    }
}

#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    let large = vec![b' '; 3_000_000];
    let path = file("large.json", &large);
    assert_refused(&netsplit(&["run", &path]), "more than 2000000 bytes");
    assert_refused(
        &with_input(&["run", "-"], &large),
        "more than 2000000 bytes",
    );
    if cfg!(target_os = "linux") {
        assert_refused(&netsplit(&["run", "/dev/zero"]), "more than 2000000 bytes");
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let name = std::ffi::OsStr::from_bytes(b"\xff.json");
    let output = crate::said::command(&["run"]).arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn complaints_cannot_steer_the_terminal() {
    let said = netsplit(&["run", "\x1b[2J"]);
    assert_refused(&said, "neither a lab nor a file");
    assert!(!said.err.contains('\x1b'));
}
