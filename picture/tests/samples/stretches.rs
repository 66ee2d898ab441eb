//! Made-up stretches of a run: operations, messages between processes, and states over time.

use netsplit_core::panel::{StateTimeline, StateTimelineRow, StateTimelineSpan, Tone};
use netsplit_core::views::{
    Arrow, Bar, Chosen, Fate, Happening, Lane, Operations, SpaceTime, StatusSpan, Tie,
};
use netsplit_picture::operations::{self, Highlight};
use netsplit_picture::scene::Scene;
use netsplit_picture::stretch::StretchOptions;
use netsplit_picture::{space_time, state_timelines};

use super::courses::faults;
use super::system::Chance;
use super::systems::chain;

/// Every picture of a stretch, by name.
pub(crate) fn stretches() -> Vec<(&'static str, Scene)> {
    let faults = faults();
    let wide = StretchOptions {
        width: 860.0,
        from: 12.4,
        to: 12.6,
        cursor: Some(12.43),
        faults: &faults,
        interactive: false,
    };
    let phone = StretchOptions {
        width: 390.0,
        interactive: true,
        ..wide
    };
    let (few, proof) = (operations(), [7, 9]);
    let plain = Highlight::default();
    let proven = Highlight {
        evidence: &proof,
        chosen: Some(3),
    };
    let topology = chain().topology;
    let (apart, tied) = (space_time(false), space_time(true));
    let counted = SpaceTime {
        traffic: (0..120)
            .map(|part| (part * 37 % 23) * u32::from(part / 40 != 1))
            .collect(),
        ..space_time(false)
    };
    let across = |diagram, options| space_time::draw(&topology, diagram, &[3], options);
    let states = states();
    let banded = |width| state_timelines::draw(&states, width, 30.0, &faults, Some(12.43));
    vec![
        ("operations", operations::draw(&few, plain, &wide)),
        ("operations-proof", operations::draw(&few, proven, &wide)),
        ("operations-phone", operations::draw(&few, proven, &phone)),
        ("space-time", across(&apart, &wide)),
        ("space-time-chosen", across(&tied, &wide)),
        ("space-time-counted", across(&counted, &wide)),
        ("space-time-phone", across(&apart, &phone)),
        ("state_timelines", banded(860.0)),
        ("state_timelines-phone", banded(390.0)),
    ]
}

/// Three users and two lanes of strangers, with every outcome.
pub(crate) fn operations() -> Operations {
    let mut chance = Chance(17);
    let mut request = 0;
    let mut lane = |node: &str, user: Option<u32>| {
        let mut at = 12.38 + 0.02 * chance.share();
        let mut bars = Vec::new();
        while at < 12.62 {
            request += 1;
            let lasts = 0.004 + 0.04 * chance.share();
            let bar = bar(request, at, lasts);
            // What does not end leaves no room behind it.
            at = bar.to.unwrap_or(f64::INFINITY) + 0.01 * chance.share();
            bars.push(bar);
        }
        let node = node.to_owned();
        Lane { node, user, bars }
    };
    let lanes = vec![
        lane("users", Some(1)),
        lane("users", Some(2)),
        lane("users", Some(3)),
        lane("a name of a client that is long", None),
        lane("a name of a client that is long", None),
    ];
    Operations {
        from: 12.4,
        to: 12.6,
        lanes,
        total: 40,
        ..Operations::default()
    }
}

fn bar(request: u32, from: f64, lasts: f64) -> Bar {
    let key = request % 3;
    let (label, tone, open) = match request % 5 {
        0 => (format!("w k{key}={}", request * 37), Tone::Plain, false),
        1 => (format!("r k{key}: none"), Tone::Plain, false),
        2 => (format!("w k{key}={request}"), Tone::Bad, true),
        3 => (format!("r k{key}: {}", request * 1000), Tone::Plain, false),
        _ => (format!("r k{key}"), Tone::Bad, false),
    };
    let ends = !request.is_multiple_of(11);
    Bar {
        request,
        key,
        from,
        to: ends.then_some(from + lasts),
        open: open || !ends,
        says: format!("Request {request}: {label}"),
        label,
        tone: if ends { tone } else { Tone::Busy },
    }
}

/// Messages along a chain of processes, with every fate.
pub(crate) fn space_time(chosen: bool) -> SpaceTime {
    let mut chance = Chance(23);
    let kinds = [
        "read",
        "success",
        "write",
        "failure",
        "vote",
        "heartbeat",
        "entries",
    ];
    let tie = |number: u32| match number {
        _ if !chosen => Tie::Apart,
        12 => Tie::Chosen,
        0..12 => Tie::Past,
        20..30 => Tie::Future,
        _ => Tie::Apart,
    };
    let messages = (0..40).map(|number| {
        let sent = 12.39 + 0.21 * f64::from(number) / 40.0;
        let at = sent + 0.002 + 0.02 * chance.share();
        let from = chance.below(6) as u32;
        Arrow {
            number,
            from,
            to: (from + 1 + chance.below(4) as u32) % 6,
            sent,
            fate: match number % 8 {
                3 => Fate::Lost { at },
                5 => Fate::Lost { at: sent },
                7 => Fate::Flying { until: at + 1.0 },
                _ => Fate::Received { at },
            },
            kind: kinds[number as usize % kinds.len()].to_owned(),
            request: Some(number),
            says: format!("message {number}"),
            tie: tie(number),
        }
    });
    let tones = [Tone::Plain, Tone::Good, Tone::Busy, Tone::Bad];
    let events = (50..70).map(|number| Happening {
        number,
        at: 12.4 + 0.2 * f64::from(number - 50) / 20.0,
        process: number % 6,
        says: format!("leads term {number}"),
        tone: tones[number as usize % 4],
        tie: tie(number),
    });
    SpaceTime {
        from: 12.4,
        to: 12.6,
        messages: messages.collect(),
        traffic: Vec::new(),
        events: events.collect(),
        statuses: statuses(),
        chosen: chosen.then(|| Chosen {
            number: 12,
            at: 12.45,
            says: "message 12".to_owned(),
            ties: String::new(),
        }),
        notes: Vec::new(),
    }
}

/// One that began before the stretch, one within it, and one that is over.
fn statuses() -> Vec<StatusSpan> {
    let status = |process, from, to, status: &str| StatusSpan {
        process,
        from,
        to,
        status: status.to_owned(),
    };
    vec![
        status(2, 8.0, 12.5, "crashed"),
        status(3, 12.55, 12.57, "paused"),
        status(4, 1.0, 2.0, "crashed"),
    ]
}

/// States of three rows, in every tone.
pub(crate) fn states() -> StateTimeline {
    let tones = [Tone::Plain, Tone::Good, Tone::Busy, Tone::Bad];
    let row = |index: u32| StateTimelineRow {
        label: format!("app/{} to a store with a long name", index + 1),
        spans: (0..4)
            .map(|span| StateTimelineSpan {
                from: f64::from(span * 7 + index),
                to: f64::from(span * 7 + index + 3 + span),
                says: format!("leader of term {span}"),
                tone: tones[(span + index) as usize % 4],
            })
            .collect(),
    };
    StateTimeline {
        id: "states".to_owned(),
        title: "States".to_owned(),
        definition: "Made up.".to_owned(),
        rows: (0..3).map(row).collect(),
    }
}
