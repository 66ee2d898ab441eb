//! `labs`, `schema`, `digest` and the help.

use crate::said::{netsplit, scenario, with_input};

#[test]
fn labs_are_listed_with_all_that_a_script_needs() {
    let said = netsplit(&["labs", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let labs = said.json();
    let labs = labs.as_array().unwrap();
    assert!(labs.iter().any(|lab| lab["id"] == "start"));
    for lab in labs {
        for name in ["id", "family", "title", "claim"] {
            assert!(!lab[name].as_str().unwrap().is_empty(), "{name} of {lab}");
        }
        assert!(lab["objectives"].is_array());
        for control in lab["controls"].as_array().unwrap() {
            for name in ["name", "label", "help", "value", "allowed"] {
                assert!(control[name].is_string(), "{name} of {control}");
            }
        }
    }
}

#[test]
fn what_labs_says_is_allowed_can_be_set() {
    for lab in netsplit(&["labs", "--json"]).json().as_array().unwrap() {
        let id = lab["id"].as_str().unwrap();
        for control in lab["controls"].as_array().unwrap() {
            let ends = [&control["min"], &control["max"], &control["value"]];
            let options = control["options"].as_array().into_iter().flatten();
            for value in ends
                .into_iter()
                .filter(|end| end.is_string())
                .chain(options)
            {
                let name = control["name"].as_str().unwrap();
                let setting = format!("{name}={}", value.as_str().unwrap());
                let said = netsplit(&["link", id, "--set", &setting]);
                // A value may contradict other controls, but the control itself accepts it.
                let is_taken = !said.err.starts_with(&format!("{name}: "));
                assert!(said.code == 0 || is_taken, "{id} {setting}: {}", said.err);
            }
        }
    }
}

#[test]
fn labs_read_as_a_table() {
    let short = netsplit(&["labs"]).out;
    assert!(short.starts_with("welcome\n  start  "), "{short}");
    let long = netsplit(&["labs", "--verbose"]).out;
    assert!(long.len() > short.len() && long.contains("rate="), "{long}");
}

#[test]
fn the_schema_says_what_it_is() {
    let schema = netsplit(&["schema"]).json();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["title"], "Netsplit scenario");
    assert!(schema["properties"]["nodes"].is_object());
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn digests_stand_one_a_line_and_are_those_of_the_runs() {
    let said = netsplit(&["digest", "start", "--seeds", "3"]);
    let lines: Vec<Vec<_>> = said
        .out
        .lines()
        .map(|line| line.split(' ').collect())
        .collect();
    assert_eq!((said.code, lines.len()), (0, 3), "{}", said.err);
    for (index, line) in lines.iter().enumerate() {
        let seed = (index + 1).to_string();
        assert_eq!(line[..2], ["start", &seed]);
        let run = netsplit(&["run", "start", "--seed", &seed, "--json"]).json();
        assert_eq!(run["digest"], line[2]);
    }
    assert_ne!(lines[0][2], lines[1][2]);
    let json = netsplit(&["digest", "start", "--seeds", "3", "--json"]).json();
    assert_eq!(json[2]["digest"], lines[2][2]);
    assert_eq!(
        (&json[2]["lab"], &json[2]["seed"]),
        (&"start".into(), &3.into())
    );
}

#[test]
fn without_a_lab_the_digests_of_all_are_printed() {
    let labs = netsplit(&["labs", "--json"]).json();
    let lines = netsplit(&["digest"]).out.lines().count();
    assert_eq!(lines, labs.as_array().unwrap().len());
    let own = with_input(&["digest", "-"], scenario().to_string().as_bytes());
    assert!(own.out.starts_with("- 1 "), "{}{}", own.out, own.err);
}

#[test]
fn help_teaches_by_examples() {
    let said = netsplit(&["--help"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("netsplit run start"), "{}", said.out);
    for command in [
        "labs", "run", "claims", "link", "open", "lint", "validate", "digest",
    ] {
        let said = netsplit(&[command, "--help"]);
        assert_eq!(said.code, 0);
        assert!(said.out.contains("Examples:"), "{command}: {}", said.out);
    }
    let nothing = netsplit(&[]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("Start here"));
}
