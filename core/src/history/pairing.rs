//! Pairing: events become operations, each invocation with the completion of the same process.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::completion::{is_of, matching, outcome};
use super::edn::Form;
use super::event::{Function, HistoryEvent, Kind, wrong};
use super::order::{self, Order};
use super::record::Record;
use super::{Call, Clock, Completion, History, Moment, Operation, Value, at_line};
use crate::params::{Issue, shorten};
use crate::sort;

/// The history that events tell.
pub(super) fn history(mut events: Vec<HistoryEvent>) -> Result<History, Issue> {
    let order = order::sort(&mut events)?;
    let mut pairing = Pairing::default();
    let mut events = events.into_iter().zip(0..).peekable();
    while let Some((event, turn)) = events.next() {
        let at = order.moment(&event, turn);
        let is_same = |(other, turn): &(HistoryEvent, u32)| order.moment(other, *turn) == at;
        if !events.peek().is_some_and(is_same) {
            pairing.add(at, event)?;
            continue;
        }
        let mut group = vec![event];
        while let Some((event, _)) = events.next_if(is_same) {
            group.push(event);
        }
        pairing.add_all(at, group)?;
    }
    Ok(pairing.finish(order.clock()))
}

/// The history that records of whole operations tell.
pub(super) fn history_of_records(mut records: Vec<Record>) -> Result<History, Issue> {
    let ends = |record: &Record| {
        let completion = record.completion.as_ref();
        (
            record.invocation.time,
            completion.map_or(u64::MAX, |event| event.time.unwrap_or_default()),
        )
    };
    records.sort_by_key(ends);
    let overlapping = overlapping(&records);
    let mut pairing = Pairing::default();
    for record in records {
        let (invocation, has_client) = (record.invocation, record.has_client);
        // A client with several operations in flight is as many processes as it has operations.
        let process = if !has_client || overlapping.contains(&invocation.process) {
            pairing.new_process(invocation.process.clone())
        } else {
            pairing.process(&invocation.process)
        };
        pairing.invoke(process, Order::Time.moment(&invocation, 0), invocation)?;
        if let Some(event) = record.completion {
            pairing.complete(process, Order::Time.moment(&event, 0), &event)?;
        }
    }
    Ok(pairing.finish(Clock::Nanoseconds))
}

/// The clients that called while another call of theirs had not returned; records are in the order of their calls.
fn overlapping(records: &[Record]) -> BTreeSet<String> {
    let mut free: BTreeMap<&str, Option<u64>> = BTreeMap::new();
    let mut overlapping = BTreeSet::new();
    for record in records {
        let name = record.invocation.process.as_str();
        let returned = record.completion.as_ref().and_then(|event| event.time);
        let before = free.get(name).copied().flatten();
        if before > record.invocation.time {
            overlapping.insert(name.to_owned());
        }
        free.insert(name, before.max(returned));
    }
    overlapping
}

/// State after some of the events.
#[derive(Default)]
struct Pairing {
    indices: BTreeMap<String, u32>,
    /// Names of the processes, by index.
    processes: Vec<String>,
    keys: BTreeMap<Value, u32>,
    operations: Vec<Operation>,
    /// By process: its operation in flight, and the invocation of that.
    open: Vec<Option<(usize, HistoryEvent)>>,
}

impl Pairing {
    fn add(&mut self, at: Moment, event: HistoryEvent) -> Result<(), Issue> {
        let process = self.process(&event.process);
        match event.kind {
            Kind::Invoke => self.invoke(process, at, event),
            Kind::Ok | Kind::Fail | Kind::Info => self.complete(process, at, &event),
        }
    }

    /// Adds what happened at one moment, in the order in which each process can have done it.
    fn add_all(&mut self, at: Moment, events: Vec<HistoryEvent>) -> Result<(), Issue> {
        let mut turns: Vec<Turns> = Vec::new();
        let mut places = BTreeMap::new();
        for event in events {
            let process = self.process(&event.process);
            let place = *places.entry(process).or_insert(turns.len());
            if place == turns.len() {
                turns.push(Turns::default());
            }
            match event.kind {
                Kind::Invoke => turns[place].invocations.push_back(event),
                Kind::Ok | Kind::Fail | Kind::Info => turns[place].completions.push_back(event),
            }
        }
        let mut processes: Vec<(u32, usize)> = places.into_iter().collect();
        sort::by_key(&mut processes, |(_, place)| *place);
        for (process, place) in processes {
            while let Some(event) = turns[place].next(self.open[process as usize].as_ref()) {
                self.add(at, event)?;
            }
        }
        Ok(())
    }

    fn process(&mut self, name: &str) -> u32 {
        if let Some(index) = self.indices.get(name) {
            return *index;
        }
        let index = self.new_process(name.to_owned());
        self.indices.insert(name.to_owned(), index);
        index
    }

    fn new_process(&mut self, name: String) -> u32 {
        self.processes.push(name);
        self.open.push(None);
        self.open.len() as u32 - 1
    }

    /// An operation that is still in flight is left without completion: its outcome is unknown.
    fn invoke(&mut self, process: u32, at: Moment, event: HistoryEvent) -> Result<(), Issue> {
        let call = call(&event)?;
        let next = self.keys.len() as u32;
        let key = event.key.clone().map_or(Value::Nil, Value::from);
        let key = *self.keys.entry(key).or_insert(next);
        let source = event.line;
        self.open[process as usize] = Some((self.operations.len(), event));
        self.operations.push(Operation {
            process,
            key,
            call,
            invoked: at,
            completed: None,
            outcome: Completion::Unknown,
            source,
        });
        Ok(())
    }

    fn complete(&mut self, process: u32, at: Moment, event: &HistoryEvent) -> Result<(), Issue> {
        let open = self.open[process as usize].take();
        let Some((index, invocation)) = open else {
            return Err(unmatched(event, "which has nothing in flight"));
        };
        if invocation.function != event.function {
            return Err(unmatched(
                event,
                "while another operation of it is in flight",
            ));
        }
        matching(&invocation, event)?;
        let operation = &mut self.operations[index];
        operation.outcome = outcome(event);
        if operation.outcome != Completion::Unknown {
            operation.completed = Some(at);
        }
        Ok(())
    }

    fn finish(self, clock: Clock) -> History {
        let mut keys: Vec<_> = self.keys.into_iter().collect();
        sort::by_key(&mut keys, |(_, index)| *index);
        History {
            clock,
            processes: self.processes,
            keys: keys.into_iter().map(|(name, _)| name).collect(),
            operations: self.operations,
        }
    }
}

/// Events of one process at one moment.
#[derive(Default)]
struct Turns {
    invocations: VecDeque<HistoryEvent>,
    completions: VecDeque<HistoryEvent>,
}

/// So many events of one process at one moment are looked at for the next; beyond them, the order of lines counts.
const LOOK_AHEAD: usize = 16;

impl Turns {
    /// The next event: the completion of what is in flight, if it comes; else an invocation, at first one that completes at
    /// this moment too.
    fn next(&mut self, open: Option<&(usize, HistoryEvent)>) -> Option<HistoryEvent> {
        if let Some(place) = open.and_then(|(_, invocation)| self.completion_of(invocation)) {
            return self.completions.remove(place);
        }
        let mut invocations = self.invocations.iter().take(LOOK_AHEAD);
        let place = invocations.position(|invocation| self.completion_of(invocation).is_some());
        let invocation = self.invocations.remove(place.unwrap_or(0));
        invocation.or_else(|| self.completions.pop_front())
    }

    fn completion_of(&self, invocation: &HistoryEvent) -> Option<usize> {
        let mut completions = self.completions.iter().take(LOOK_AHEAD);
        completions.position(|completion| is_of(invocation, completion))
    }
}

fn call(event: &HistoryEvent) -> Result<Call, Issue> {
    let form = event.value.as_ref().unwrap_or(&Form::Nil);
    let value = || Value::from(form.clone());
    match (event.function, form) {
        (Function::Read, _) => Ok(Call::Read),
        (Function::Write, _) => Ok(Call::Write(value())),
        (Function::Append, Form::List(_) | Form::Set(_) | Form::Map(_) | Form::Nil) => Err(wrong(
            event.line,
            "value of an append",
            form,
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

fn unmatched(event: &HistoryEvent, why: &str) -> Issue {
    let process = shorten(&event.process);
    at_line(
        event.line,
        format!(
            "found a completion of process {process}, {why}; allowed is the completion of its last invocation"
        ),
    )
}
