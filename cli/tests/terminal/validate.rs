//! `validate`: the table of published figures.

use crate::said::netsplit;

#[test]
fn rows_that_hold_exit_with_0() {
    let said = netsplit(&["validate", "--only", "m/d/1 AT 0.5"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for part in [
        "expected  measured  tolerance",
        "\nQueues\n",
        "\n  M/D/1 at 0.5\n  Kleinrock 1975",
        "  holds  mean time by service time    1.500",
        "2 of 2 figures hold.",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn rows_are_an_array_for_programs() {
    let said = netsplit(&["validate", "--only", "M/D/1 at 0.5: requests", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let rows = said.json();
    let row = rows[0].as_object().expect("a row is an object");
    let names: Vec<_> = row.keys().map(String::as_str).collect();
    let wanted = [
        "name",
        "source",
        "expected",
        "measured",
        "samples",
        "standard_error",
        "tolerance",
        "holds",
    ];
    assert!(
        names.len() == wanted.len() && wanted.iter().all(|name| row.contains_key(*name)),
        "{row:?}"
    );
    assert_eq!(
        (rows.as_array().map(Vec::len), &row["expected"]),
        (Some(1), &0.25.into())
    );
}

#[test]
fn a_text_that_no_row_has_is_refused() {
    let said = netsplit(&["validate", "--only", "nonsense"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    assert!(
        said.err.contains("--only: found no row with \"nonsense\""),
        "{}",
        said.err
    );
}
