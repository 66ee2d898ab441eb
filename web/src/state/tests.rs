use std::rc::Rc;

use netsplit_core::frame::Frame;
use netsplit_core::link::{Link, pack};
use netsplit_core::session::Response;
use netsplit_core::summary::{Evidence, Holds, Summary, Verdict};
use netsplit_core::views::Operations;
use serde_json::json;
use yew::Reducible;

use super::{Action, Looking, Proof, Selection, State, Tab, Window};

fn opened() -> Rc<State> {
    Rc::new(State::open(Link::open("lab=start", "")))
}

fn set(name: &str, text: &str, dragging: bool) -> Action {
    Action::Set {
        name: name.to_owned(),
        text: text.to_owned(),
        dragging,
    }
}

fn value(state: &State, name: &str) -> String {
    let control = state.controls.iter().find(|control| control.name == name);
    control.map_or_else(String::new, |control| control.text.clone())
}

fn ran(run: u32, at: f64) -> Action {
    let summary = Summary {
        duration: 30.0,
        ..Summary::default()
    };
    let frame = Frame {
        at,
        ..Frame::default()
    };
    Action::Answered(Box::new(Response::Ran {
        run,
        summary: Box::new(summary),
        frame,
    }))
}

#[test]
fn a_drag_is_one_step_of_undo() {
    let state = opened();
    let state = state.reduce(set("rate", "200/s", true));
    let state = state.reduce(set("rate", "300/s", true));
    let state = state
        .reduce(Action::Settle)
        .reduce(set("rate", "400/s", true));
    assert_eq!(value(&state, "rate"), "400/s");
    let state = state.reduce(Action::Undo);
    assert_eq!(value(&state, "rate"), "300/s");
    let state = state.reduce(Action::Undo);
    assert_eq!(value(&state, "rate"), "150/s");
    assert!(!state.can_undo() && state.can_redo());
    let state = state.reduce(Action::Redo).reduce(Action::Redo);
    assert_eq!(value(&state, "rate"), "400/s");
}

#[test]
fn every_edit_is_a_new_run_and_the_same_value_is_none() {
    let state = opened();
    let first = state.run;
    let state = state.reduce(set("rate", "200/s", false));
    assert_eq!(state.run, first + 1);
    let state = state.reduce(set("rate", "200/s", false));
    assert_eq!(state.run, first + 1);
    let state = state.reduce(Action::Seed(9));
    assert_eq!((state.run, state.seed()), (first + 2, 9));
}

#[test]
fn a_refused_value_changes_nothing_and_is_explained() {
    let state = opened().reduce(set("rate", "fast", false));
    assert_eq!(value(&state, "rate"), "150/s");
    let refusal = state.refusals.get("rate").expect("it is refused");
    assert_eq!(refusal.text, "fast");
    assert!(refusal.problem.contains("allowed is a rate"));
    let state = state.reduce(set("rate", "200/s", false));
    assert!(state.refusals.is_empty());
}

#[test]
fn an_intervention_happens_at_the_cursor_and_undo_takes_it_back() {
    let state = opened().reduce(Action::Seek(3.25));
    let before = state.document().text();
    let state = state.reduce(Action::Intervene(
        json!({ "fault": "crash", "target": "db" }),
    ));
    let faults = state
        .document()
        .get("faults")
        .and_then(|faults| faults.as_array());
    let added = faults
        .and_then(|faults| faults.last())
        .expect("it was added");
    assert_eq!(added["at"], "3.25s");
    let removed = state.reduce(Action::Remove(1));
    assert_eq!(removed.document().text(), before);
    let state = removed.reduce(Action::Undo).reduce(Action::Undo);
    assert_eq!(state.document().text(), before);
}

#[test]
fn reset_returns_to_the_original() {
    let state = opened()
        .reduce(set("rate", "200/s", false))
        .reduce(set("attempts", "3", false));
    assert!(state.is_changed());
    let state = state.reduce(Action::Reset);
    assert!(!state.is_changed() && state.can_undo());
}

#[test]
fn the_picture_is_of_the_run_that_is_shown() {
    let state = opened();
    let state = state.reduce(ran(1, 2.0));
    assert!(state.is_current());
    let state = state.reduce(set("rate", "200/s", true));
    assert!(!state.is_current());
    let late = Action::Answered(Box::new(Response::Frames {
        run: 7,
        frames: vec![Frame::default()],
    }));
    let state = state.reduce(late);
    assert_eq!(state.frame.as_ref().map(|frame| frame.at), Some(2.0));
    let state = state.reduce(ran(2, 3.0));
    assert!(state.is_current());
}

#[test]
fn settings_that_cannot_be_run_leave_the_picture_and_say_why() {
    let state = opened().reduce(ran(1, 2.0));
    let refused = Response::Refused {
        run: 2,
        issues: vec![("calls".to_owned(), "leads nowhere".to_owned())],
    };
    let state = state.reduce(Action::Answered(Box::new(refused)));
    assert!(state.summary.is_some() && !state.is_current());
    assert_eq!(state.shown, 1, "of the other one there are no frames");
    let state = state.reduce(ran(1, 2.0));
    assert!(state.is_current());
}

#[test]
fn playing_ends_at_the_end_and_starts_again_from_the_start() {
    let state = opened().reduce(ran(1, 2.0)).reduce(Action::Play(true));
    let last = Frame {
        at: 30.0,
        ..Frame::default()
    };
    let state = state.reduce(Action::Tick(crate::shared::Shared::new(last)));
    assert!(!state.playing);
    let state = state.reduce(Action::Play(true));
    assert_eq!((state.playing, state.cursor), (true, 0.0));
}

#[test]
fn a_pinned_run_changes_places_with_the_present_one() {
    let state = opened().reduce(ran(1, 2.0)).reduce(Action::Pin);
    let state = state
        .reduce(set("rate", "200/s", false))
        .reduce(ran(2, 2.0));
    let state = state.reduce(Action::Swap);
    assert_eq!(value(&state, "rate"), "150/s");
    assert!(state.baseline.is_some());
}

#[test]
fn what_is_seen_becomes_a_link_that_opens_it() {
    let state = opened()
        .reduce(set("rate", "200/s", false))
        .reduce(Action::Seek(4.5));
    let address = state.link(true, Vec::new()).address();
    let again = State::open(Link::open(&address, ""));
    assert_eq!(again.document().scenario(), state.document().scenario());
    assert_eq!(again.cursor, 4.5);
}

#[test]
fn another_lab_keeps_what_belongs_to_the_person() {
    let state = opened().reduce(Action::Speed(2.0));
    let other = Link::open("lab=load-balancing", "");
    let state = state.reduce(Action::Open(Box::new(other)));
    assert_eq!(state.lab.as_deref(), Some("load-balancing"));
    assert_eq!((state.speed, state.run), (2.0, 2));
}

#[test]
fn marks_are_the_cues_and_faults_around_the_cursor() {
    let state = opened().reduce(Action::Seek(15.0));
    assert_eq!(
        (state.next_mark(false), state.next_mark(true)),
        (12.0, 18.0)
    );
    let state = state.reduce(Action::Seek(20.0));
    assert_eq!(state.next_mark(true), 30.0);
}

#[test]
fn a_try_sets_moves_and_points_and_undo_takes_it_back() {
    let state = opened().reduce(set("rate", "300/s", false));
    let tried = state.reduce(Action::Try(0));
    assert_eq!(
        (value(&tried, "attempts"), tried.cursor),
        ("2".to_owned(), 15.0)
    );
    assert_eq!(value(&tried, "rate"), "150/s", "it begins from the lab");
    assert_eq!(tried.done(), [true, false, false]);
    assert_eq!(*tried.pointed, ["availability"]);
    let undone = tried.reduce(Action::Undo);
    assert_eq!(
        (value(&undone, "attempts"), value(&undone, "rate")),
        ("1".to_owned(), "300/s".to_owned())
    );
    assert_eq!(undone.done(), [false; 3]);
    assert!(undone.pointed.is_empty());
    assert_eq!(undone.reduce(Action::Redo).done(), [true, false, false]);
}

/// The first lab with other things to try: one only looks, and one shows a verdict.
fn with_other_tries() -> Rc<State> {
    let mut document = Link::open("lab=start", "").document;
    let tries = json!([
        { "says": "Look.", "at": "6s", "shows": [{ "select": "app" }] },
        { "says": "Judge.", "set": { "attempts": "2" }, "shows": [{ "verdict": "conservation" }] }
    ]);
    document
        .set("story.tries", tries)
        .expect("there is a story");
    let packed = pack(document.value());
    Rc::new(State::open(Link::open("", &format!("s1={packed}"))))
}

#[test]
fn a_try_that_only_looks_runs_nothing() {
    let state = with_other_tries();
    let run = state.run;
    let state = state.reduce(Action::Try(0));
    assert_eq!((state.run, state.cursor), (run, 6.0));
    assert_eq!(state.selection, Some(Selection::Node("app".to_owned())));
    assert!(state.done()[0] && state.can_undo());
    let state = state.reduce(Action::Undo);
    assert!(!state.done()[0] && state.run == run);
}

#[test]
fn the_verdict_of_a_try_is_opened_when_its_run_is_there() {
    let state = with_other_tries().reduce(Action::Try(1));
    assert!(state.look.proof.is_none());
    let verdict = Verdict {
        id: "conservation".to_owned(),
        name: String::new(),
        holds: Holds::No,
        says: String::new(),
        evidence: Some(Evidence {
            at: 5.5,
            requests: vec![3],
            processes: Vec::new(),
            says: String::new(),
        }),
    };
    let summary = Summary {
        duration: 12.0,
        verdicts: vec![verdict],
        ..Summary::default()
    };
    let state = state.reduce(Action::Answered(Box::new(Response::Ran {
        run: 2,
        summary: Box::new(summary),
        frame: Frame::default(),
    })));
    assert_eq!((state.tab, state.cursor), (Tab::Operations, 5.5));
    let badge = state.look.proof.as_ref().map(|proof| proof.badge.as_str());
    assert_eq!(badge, Some("conservation"));
}

#[test]
fn a_link_may_open_a_tab_and_select() {
    let state = State::open(Link::open("lab=start&tab=log&select=lb->app", ""));
    assert_eq!(state.tab, Tab::Log);
    assert_eq!(state.selection, Some(Selection::Call("lb->app".to_owned())));
}

fn seen(from: f64, to: f64) -> Action {
    let operations = Operations {
        from,
        to,
        ..Operations::default()
    };
    Action::Answered(Box::new(Response::Operations { run: 1, operations }))
}

/// The operations of a second around 10 s are shown.
fn looking() -> Rc<State> {
    let state = opened().reduce(ran(1, 10.0)).reduce(Action::Seek(10.0));
    let state = state.reduce(Action::Tab(Tab::Operations));
    assert_eq!(state.look.window, Window::Around(10.0));
    state.reduce(seen(9.5, 10.5))
}

#[test]
fn a_stretch_zooms_around_the_cursor_and_stays_within_the_run() {
    let state = looking().reduce(Action::Look(Looking::Zoom(0.5, None)));
    assert_eq!(state.stretch(), Some((9.75, 10.25)));
    let state = state.reduce(Action::Look(Looking::Zoom(1e9, None)));
    assert_eq!(state.stretch(), Some((0.0, 30.0)));
    let state = state.reduce(Action::Look(Looking::Between(-1.0, 1.0)));
    assert_eq!(state.stretch(), Some((0.0, 2.0)));
    let state = state.reduce(Action::Look(Looking::Pan(100.0)));
    assert_eq!(state.stretch(), Some((28.0, 30.0)));
}

#[test]
fn a_stretch_follows_a_cursor_that_leaves_it() {
    let state = looking().reduce(Action::Seek(10.2));
    assert_eq!(state.stretch(), Some((9.5, 10.5)));
    let state = state.reduce(Action::Seek(20.0));
    assert_eq!(state.stretch(), Some((19.5, 20.5)));
}

#[test]
fn evidence_moves_the_cursor_and_opens_the_view_that_shows_it() {
    let evidence = |requests: &[u32], processes: &[u32]| Proof {
        badge: "linearizable".to_owned(),
        evidence: Some(Evidence {
            at: 12.0,
            requests: requests.to_vec(),
            processes: processes.to_vec(),
            says: String::new(),
        }),
    };
    let open = |proof| {
        opened()
            .reduce(ran(1, 10.0))
            .reduce(Action::Look(Looking::Proof(Some(proof))))
    };
    let state = open(evidence(&[3, 4], &[]));
    assert_eq!((state.cursor, state.tab), (12.0, Tab::Operations));
    assert_eq!(state.look.window, Window::Of(vec![3, 4]));
    assert_eq!(state.look.wanted_operations().marked, [3, 4]);
    let state = state.reduce(Action::Look(Looking::Request(Some(3))));
    let state = state.reduce(Action::Deselect);
    assert!(state.look.request.is_none() && state.look.proof.is_some());
    let state = state.reduce(Action::Deselect);
    assert!(state.look.proof.is_none());
    let state = open(evidence(&[], &[]));
    assert_eq!((state.cursor, state.tab), (12.0, Tab::Charts));
}
