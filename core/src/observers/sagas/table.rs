//! The sagas of an orchestrator under each other, a cell for each step.

use std::cmp::Reverse;

use super::{Saga, SagaStep, sagas};
use crate::observer::{Moment, NodeTable};
use crate::panel::{Cell, StateTable, StateTableRow, Tone};
use crate::plan::Plan;
use crate::recording::Recording;
use crate::sort;
use crate::transactions::saga::{Effect, Phase, SagaOutcome};

/// So many sagas are shown.
const ROWS: usize = 10;

/// The sagas of an orchestrator.
#[derive(Debug)]
struct Orchestrator {
    process: u32,
}

/// The sagas of a node, if it is an orchestrator.
pub(super) fn of(plan: &Plan, _: &Recording, node: u32) -> Option<Box<dyn NodeTable>> {
    let process = plan.shape.topology.nodes.get(node as usize)?.first;
    plan.orchestrator(process)?;
    Some(Box::new(Orchestrator { process }))
}

impl NodeTable for Orchestrator {
    fn at(&self, moment: &Moment<'_>) -> StateTable {
        let mut own = sagas(moment.plan, moment.recording, moment.at);
        own.retain(|saga| saga.process == self.process);
        let row = |saga: &Saga| saga_row(moment, saga);
        StateTable {
            title: "Sagas".to_owned(),
            help: "A row is a saga, a cell a step: A its action is done, R it was refused, C it is compensated, \
                   dots it is under way. What has not ended comes first, the oldest on top; then what ended last."
                .to_owned(),
            rows: shown(own).iter().map(row).collect(),
        }
    }
}

fn saga_row(moment: &Moment<'_>, saga: &Saga) -> StateTableRow {
    let steps = saga.steps.iter().enumerate();
    let cells = steps.map(|(index, step)| saga_step(moment, saga, index as u32, step));
    StateTableRow {
        label: format!("request {}", saga.request()),
        cells: cells.chain([end(saga)]).collect(),
    }
}

fn saga_step(moment: &Moment<'_>, saga: &Saga, index: u32, step: &SagaStep) -> Cell {
    let place = moment.name(step.participant);
    let verb = if step.debit { "debit" } else { "credit" };
    let what = format!("step {}, {verb} at {place}", index + 1);
    let awaited = saga.waits_for() == Some(index);
    let (text, says, tone) = match step.effect {
        Some((Effect::Compensated, at)) => (
            "C",
            format!("compensated at {:.3} s", at.as_secs()),
            Tone::Plain,
        ),
        Some((Effect::Refused, at)) => {
            ("R", format!("refused at {:.3} s", at.as_secs()), Tone::Bad)
        }
        Some((Effect::Acted, at)) if saga.given_up => (
            "A",
            format!("done at {:.3} s, never compensated", at.as_secs()),
            Tone::Bad,
        ),
        Some((Effect::Acted, at)) => ("A", format!("done at {:.3} s", at.as_secs()), Tone::Good),
        None if awaited => ("\u{2026}", "not confirmed yet".to_owned(), Tone::Busy),
        None => ("", "not begun".to_owned(), Tone::Plain),
    };
    Cell {
        text: text.to_owned(),
        says: format!("{what}: {says}"),
        group: index,
        tone,
    }
}

/// The state of the whole saga.
fn end(saga: &Saga) -> Cell {
    let since = saga.progress.as_secs();
    let (text, says, tone) = match saga.phase {
        Phase::Ended(SagaOutcome::Completed) => {
            ("done", format!("completed at {since:.3} s"), Tone::Good)
        }
        Phase::Ended(SagaOutcome::Compensated) => (
            "undone",
            format!("compensated at {since:.3} s"),
            Tone::Plain,
        ),
        Phase::Acting { .. } | Phase::Compensating { .. } if saga.given_up => {
            ("given up", format!("given up at {since:.3} s"), Tone::Bad)
        }
        Phase::Acting { .. } => (
            "going on",
            format!("no news since {since:.3} s"),
            Tone::Busy,
        ),
        Phase::Compensating { .. } => (
            "turning back",
            format!("no news since {since:.3} s"),
            Tone::Busy,
        ),
    };
    Cell {
        text: text.to_owned(),
        says,
        group: u32::MAX,
        tone,
    }
}

/// What has not ended, the oldest first, then what ended last.
fn shown(sagas: Vec<Saga>) -> Vec<Saga> {
    let (ended, mut shown): (Vec<_>, Vec<_>) =
        sagas.into_iter().partition(|saga| saga.outcome().is_some());
    sort::by_key(&mut shown, |saga| saga.begun);
    shown.truncate(ROWS);
    let mut ended = ended;
    sort::by_key(&mut ended, |saga| Reverse(saga.progress));
    let free = ROWS - shown.len();
    shown.extend(ended.into_iter().take(free));
    shown
}
