//! Histories with known answers, where they are beside the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// The folder of the data; says so where there is none.
fn data() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/data", "../../shared/data"]
        .into_iter()
        .map(|place| here.join(place))
        .find(|place| place.is_dir());
    if found.is_none() {
        println!("skipped: no shared/data beside the checkout");
    }
    found
}

fn holds(file: &Path, options: &Options) -> Holds {
    let history = crate::history::read(&fs::read(file).unwrap())
        .unwrap_or_else(|issue| panic!("{}: {issue}", file.display()));
    let finding = check(&history, options).unwrap();
    if let Some(violation) = &finding.violation {
        assert!(violation.minimal, "{}", file.display());
    }
    finding.holds
}

/// Rows of an expected.csv: the file, and the column that says whether it is linearizable.
fn expected(csv: &Path, column: usize) -> Vec<(String, Holds)> {
    let text = fs::read_to_string(csv).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let holds = if cells[column] == "true" {
            Holds::Yes
        } else {
            Holds::No
        };
        (cells[0].to_owned(), holds)
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn etcd() {
    let Some(folder) = data().map(|data| data.join("porcupine")) else {
        return;
    };
    let rows = expected(&folder.join("expected.csv"), 1);
    assert_eq!(rows.len(), 52);
    for (file, expected) in rows {
        assert_eq!(
            holds(&folder.join(&file), &Options::default()),
            expected,
            "{file}"
        );
    }
}

#[test]
fn key_value() {
    let Some(folder) = data().map(|data| data.join("porcupine/kv")) else {
        return;
    };
    let options = Options {
        model: Model::KeyValue,
        ..Options::default()
    };
    for file in ["c01-ok.txt", "c01-bad.txt", "c10-ok.txt", "c10-bad.txt"] {
        let expected = if file.ends_with("ok.txt") {
            Holds::Yes
        } else {
            Holds::No
        };
        assert_eq!(holds(&folder.join(file), &options), expected, "{file}");
    }
}

#[test]
fn knossos() {
    let Some(folder) = data().map(|data| data.join("knossos")) else {
        return;
    };
    let options = Options {
        initial: Value::Int(0),
        nil: Nil::Unknown,
        failed_cas: FailedCas::NoEffect,
        ..Options::default()
    };
    let rows = expected(&folder.join("expected.csv"), 3);
    assert!(rows.len() >= 60);
    for (file, expected) in rows {
        assert_eq!(holds(&folder.join(&file), &options), expected, "{file}");
    }
}
