//! `link` and `open`.

use serde_json::{Value, json};

use crate::said::{changed, file, netsplit, scenario, with_input};

fn preset(id: &str) -> Value {
    netsplit(&["open", id]).json()
}

#[test]
fn the_link_of_a_lab_names_only_what_differs() {
    let said = netsplit(&["link", "start", "--set", "rate=300/s", "--seed", "7"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.starts_with("?lab=start&rate=300/s&seed=7&e="),
        "{}",
        said.out
    );
    let based = netsplit(&["link", "start", "--base", "https://example.org/n/"]);
    assert!(
        based.out.starts_with("https://example.org/n/?lab=start&e="),
        "{}",
        based.out
    );
}

#[test]
fn own_scenarios_survive_the_journey() {
    let own = file("journey.json", scenario().to_string().as_bytes());
    let link = netsplit(&["link", &own, "--base", "https://example.org/"]).out;
    assert!(link.contains("#s1="), "{link}");
    assert_eq!(netsplit(&["open", link.trim()]).json(), scenario());
    let (_, fragment) = link.trim().split_once('#').unwrap();
    assert_eq!(
        netsplit(&["open", &format!("#{fragment}")]).json(),
        scenario()
    );
}

#[test]
fn open_applies_what_the_link_changes() {
    let mut expected = preset("start");
    expected["workload"]["users"]["rate"] = json!("300/s");
    assert_eq!(
        netsplit(&["open", "?lab=start&rate=300/s"]).json(),
        expected
    );
}

#[test]
fn broken_links_are_refused_with_every_problem() {
    let said = netsplit(&[
        "run",
        "https://example.org/?lab=start&rate=fast&seed=-3&colour=red",
    ]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert_eq!(said.err.lines().count(), 3, "{}", said.err);
    for link in [
        "https://example.org/",
        "?rate=300/s",
        "?lab=nowhere",
        "#s1=abc",
        "#s1=%%%",
        "?lab=start&x=AAAA",
        "?lab=start&e=0",
    ] {
        for command in ["open", "run", "link"] {
            let said = netsplit(&[command, link]);
            assert_eq!((said.code, said.out.as_str()), (2, ""), "{command} {link}");
            assert_eq!(
                said.err.lines().count(),
                1,
                "{command} {link}: {}",
                said.err
            );
        }
    }
}

#[test]
fn no_link_is_given_away_that_does_not_open() {
    let large = changed("/title", json!("x".repeat(1_100_000)));
    let said = with_input(&["link", "-"], large.as_bytes());
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    let wrong = changed("/workload/users/to", json!("nobody"));
    assert_eq!(with_input(&["link", "-"], wrong.as_bytes()).code, 2);
}
