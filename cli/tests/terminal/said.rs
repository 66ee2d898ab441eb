//! Runs the binary and keeps its output.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Output of a run of the binary.
pub(crate) struct Said {
    /// The exit code.
    pub(crate) code: i32,
    /// The standard output.
    pub(crate) out: String,
    /// The standard error.
    pub(crate) err: String,
}

impl Said {
    /// The standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// The binary, ready to run.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsplit"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the binary.
pub(crate) fn netsplit(arguments: &[&str]) -> Said {
    with_input(arguments, b"")
}

/// Runs the binary with input on standard input.
pub(crate) fn with_input(arguments: &[&str], input: &[u8]) -> Said {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    // Input that is refused early is not read to its end.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    Said {
        code: output.status.code().expect("no signal ended it"),
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("the complaints are UTF-8"),
    }
}

/// A small scenario: users call an app for three seconds.
pub(crate) fn scenario() -> Value {
    json!({
        "v": 1,
        "title": "Small",
        "duration": "3s",
        "nodes": {
            "users": { "kind": "client" },
            "app": {
                "kind": "service",
                "replicas": 2,
                "concurrency": 4,
                "handlers": { "any": [{ "work": "exp(5ms)" }] }
            }
        },
        "workload": { "users": { "loop": "open", "to": "app", "rate": "50/s" } },
        "controls": [
            { "name": "slots", "label": "Slots", "path": "nodes.app.concurrency", "from": 1, "at_most": "replicas" },
            { "name": "replicas", "label": "Replicas", "path": "nodes.app.replicas", "from": 1, "to": 9 }
        ],
        "objectives": [{ "want": "availability >= 99%" }],
        "claims": [{ "says": "It is available.", "holds": "availability >= 99%", "seeds": 3 }]
    })
}

/// The small scenario with one value replaced.
pub(crate) fn changed(pointer: &str, value: Value) -> String {
    let mut scenario = scenario();
    *scenario
        .pointer_mut(pointer)
        .expect("there is such a place") = value;
    scenario.to_string()
}

/// A file in a folder of the tests.
pub(crate) fn file(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("the folder of the tests can be written");
    path.to_str().expect("the path is UTF-8").to_owned()
}
