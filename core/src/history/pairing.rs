//! Pairing: events become operations, each invocation with the completion of the same process.

use std::collections::BTreeMap;

use super::edn::Form;
use super::event::{Function, HistoryEvent, Kind, wrong};
use super::{Call, Clock, Completion, History, Moment, Operation, Value, at_line};
use crate::params::{Issue, shorten};
use crate::sort;

/// The history that events tell.
pub(super) fn history(mut events: Vec<HistoryEvent>) -> Result<History, Issue> {
    if events.is_empty() {
        return Err(Issue::whole(
            "The history has no operation; required is at least one invocation.",
        ));
    }
    let clock = if events.iter().all(|event| event.time.is_some()) {
        // The sort is stable: the file decides between equal times.
        events.sort_by_key(|event| event.time);
        Clock::Nanoseconds
    } else {
        Clock::Lines
    };
    let mut pairing = Pairing {
        clock,
        ..Pairing::default()
    };
    for (turn, event) in events.into_iter().enumerate() {
        pairing.add(turn as u32, event)?;
    }
    Ok(pairing.finish())
}

/// What is known after some of the events.
#[derive(Default)]
struct Pairing {
    clock: Clock,
    processes: BTreeMap<String, u32>,
    keys: BTreeMap<Value, u32>,
    operations: Vec<Operation>,
    /// By process: its operation in flight and what that is called.
    open: Vec<Option<(usize, Function)>>,
}

impl Pairing {
    fn add(&mut self, turn: u32, event: HistoryEvent) -> Result<(), Issue> {
        let moment = Moment {
            at: match self.clock {
                Clock::Nanoseconds => event.time.unwrap_or_default(),
                Clock::Lines => u64::from(event.line),
            },
            turn,
        };
        let next = self.processes.len() as u32;
        let process = match self.processes.get(&event.process) {
            Some(index) => *index,
            None => *self.processes.entry(event.process.clone()).or_insert(next),
        };
        if process == next {
            self.open.push(None);
        }
        match event.kind {
            Kind::Invoke => self.invoke(process, moment, event),
            Kind::Ok | Kind::Fail | Kind::Info => self.complete(process, moment, &event),
        }
    }

    /// An operation that is still in flight is left without completion: its outcome is unknown.
    fn invoke(&mut self, process: u32, moment: Moment, event: HistoryEvent) -> Result<(), Issue> {
        let (line, function) = (event.line, event.function);
        let call = call(&event)?;
        let next = self.keys.len() as u32;
        let key = *self.keys.entry(event.key).or_insert(next);
        self.open[process as usize] = Some((self.operations.len(), function));
        self.operations.push(Operation {
            process,
            key,
            call,
            invoked: moment,
            completed: None,
            outcome: Completion::Unknown,
            source: line,
        });
        Ok(())
    }

    fn complete(
        &mut self,
        process: u32,
        moment: Moment,
        event: &HistoryEvent,
    ) -> Result<(), Issue> {
        let open = self.open[process as usize].take();
        let Some((index, _)) = open.filter(|(_, function)| *function == event.function) else {
            return Err(unmatched(event, open.is_some()));
        };
        let operation = &mut self.operations[index];
        operation.outcome = outcome(event);
        if operation.outcome != Completion::Unknown {
            operation.completed = Some(moment);
        }
        Ok(())
    }

    fn finish(self) -> History {
        History {
            clock: self.clock,
            processes: by_index(self.processes),
            keys: by_index(self.keys),
            operations: self.operations,
        }
    }
}

fn by_index<T>(names: BTreeMap<T, u32>) -> Vec<T> {
    let mut names: Vec<_> = names.into_iter().collect();
    sort::by_key(&mut names, |(_, index)| *index);
    names.into_iter().map(|(name, _)| name).collect()
}

fn call(event: &HistoryEvent) -> Result<Call, Issue> {
    let value = || Value::from(event.value.clone());
    match (event.function, &event.value) {
        (Function::Read, _) => Ok(Call::Read),
        (Function::Write, _) => Ok(Call::Write(value())),
        (Function::Append, Form::List(_) | Form::Map(_) | Form::Nil) => Err(wrong(
            event.line,
            "value of an append",
            &event.value,
            "a text or a number",
        )),
        (Function::Append, _) => Ok(Call::Append(value())),
        (Function::CompareAndSet, Form::List(pair)) if pair.len() == 2 => Ok(Call::CompareAndSet {
            expected: pair[0].clone().into(),
            new: pair[1].clone().into(),
        }),
        (Function::CompareAndSet, other) => Err(wrong(
            event.line,
            "value of a cas",
            other,
            "a pair: the expected value and the new one",
        )),
    }
}

fn outcome(event: &HistoryEvent) -> Completion {
    match (event.kind, event.function, &event.value) {
        (Kind::Invoke | Kind::Info, ..) => Completion::Unknown,
        (Kind::Ok, Function::Read, value) => Completion::Returned(value.clone().into()),
        (Kind::Ok, ..) => Completion::Done,
        // `:fail :cas :timed-out` tells why it failed, and the reason is not that the value differed.
        (Kind::Fail, Function::CompareAndSet, value) if value.name().is_none() => {
            Completion::Mismatch
        }
        (Kind::Fail, ..) => Completion::Failed,
    }
}

fn unmatched(event: &HistoryEvent, other: bool) -> Issue {
    let process = shorten(&event.process);
    let what = if other {
        "while another operation of it is in flight"
    } else {
        "which has nothing in flight"
    };
    at_line(
        event.line,
        format!(
            "found a completion of process {process}, {what}; allowed is the completion of its last invocation"
        ),
    )
}
