//! Every run of a small group, breadth first: any order, loss and repetition of messages, crashes at any moment.
//!
//! A sent message stays available, so that it may arrive never, once or repeatedly, at any time; two worlds are equal if
//! their replicas, disks, messages and checkers are. Terms, log length, heartbeats and crashes are bounded, so that runs
//! end.

use super::super::{ClientCommand, Durable, Effects, Input, Parameters, RaftMessage, Record, Role};
use super::super::{Term, Timer};
use super::invariants::InvariantChecker;
use super::{Doing, Happening, Replica, step};
use crate::machine::Output;
use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A process with this many records on their way to the disk takes no input until one is durable.
const WRITES: usize = 2;

/// Bounds of runs.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    replicas: u32,
    /// Highest term of an election.
    term: Term,
    /// Longest log that still takes a command.
    log: u64,
    /// Number of crashes in one run.
    crashes: u32,
    /// Number of heartbeats in one run.
    heartbeats: u32,
    /// True if every record is durable at once; otherwise disks lag arbitrarily.
    fast_disks: bool,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Process {
    replica: Replica,
    disk: Durable<u32>,
    /// Records on their way to the disk, and the outputs that wait for them.
    writes: VecDeque<(Record<u32>, Vec<Doing>)>,
}

/// A message that was sent, with its hash, which orders the messages of a world.
type Sent = (u64, u32, u32, RaftMessage<u32>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    processes: Vec<Process>,
    sent: Vec<Sent>,
    checker: InvariantChecker,
    crashes: u32,
    heartbeats: u32,
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Deliver(usize),
    Timeout(u32, Timer),
    Ask(u32),
    Sync(u32),
    Crash(u32),
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl World {
    fn new(bounds: Bounds) -> Self {
        let process = |me| Process {
            replica: recover(me, bounds, Durable::default()),
            disk: Durable::default(),
            writes: VecDeque::new(),
        };
        Self {
            processes: (0..bounds.replicas).map(process).collect(),
            sent: Vec::new(),
            checker: InvariantChecker::default(),
            crashes: 0,
            heartbeats: 0,
        }
    }

    /// Possible next actions.
    fn actions(&self, bounds: Bounds) -> Vec<Action> {
        let free = |me: u32| self.processes[me as usize].writes.len() < WRITES;
        let sent = self.sent.iter().enumerate();
        let arrives =
            |(at, (_, _, to, _)): (usize, &Sent)| free(*to).then_some(Action::Deliver(at));
        let mut actions: Vec<Action> = sent.filter_map(arrives).collect();
        for (me, process) in (0..).zip(&self.processes) {
            let replica = &process.replica;
            let (free, leads) = (free(me), replica.role() == Role::Leader);
            let asks = free && leads && replica.log().last().index < bounds.log;
            let stands = free && !leads && replica.term() < bounds.term;
            let beats = free && leads && self.heartbeats < bounds.heartbeats;
            let crashes = self.crashes < bounds.crashes;
            let may = [
                (stands, Action::Timeout(me, Timer::Election)),
                (beats, Action::Timeout(me, Timer::Heartbeat)),
                (asks, Action::Ask(me)),
                (!process.writes.is_empty(), Action::Sync(me)),
                (crashes, Action::Crash(me)),
            ];
            actions.extend(
                may.into_iter()
                    .filter_map(|(may, action)| may.then_some(action)),
            );
        }
        actions
    }

    fn act(&mut self, action: Action, bounds: Bounds) -> Result<(), String> {
        match action {
            Action::Deliver(at) => {
                let (_, from, to, message) = self.sent[at].clone();
                self.give(to, Input::Received { from, message }, bounds)
            }
            Action::Timeout(me, timer) => {
                self.heartbeats += u32::from(timer == Timer::Heartbeat);
                self.give(me, Input::Timer(timer), bounds)
            }
            Action::Ask(me) => {
                let command = ClientCommand::Execute {
                    stamp: None,
                    command: me,
                };
                let request = 0;
                self.give(me, Input::Request { request, command }, bounds)
            }
            Action::Sync(me) => self.sync(me, bounds),
            Action::Crash(me) => {
                self.crashes += 1;
                let process = &mut self.processes[me as usize];
                process.writes.clear();
                process.replica = recover(me, bounds, process.disk.clone());
                Ok(())
            }
        }
    }

    fn give(&mut self, me: u32, input: Happening, bounds: Bounds) -> Result<(), String> {
        let out = step(&mut self.processes[me as usize].replica, input);
        self.carry_out(me, out);
        let all = self.processes.iter().map(|process| &process.replica);
        self.checker
            .look(&self.processes[me as usize].replica, all)?;
        while bounds.fast_disks && !self.processes[me as usize].writes.is_empty() {
            self.sync(me, bounds)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, me: u32, out: Effects<u32, u64, u64>) {
        let mut waits = false;
        for doing in out {
            let writes = &mut self.processes[me as usize].writes;
            match doing {
                Output::Persist(record) => {
                    writes.push_back((record, Vec::new()));
                    waits = true;
                }
                Output::Send { .. } if waits => writes.back_mut().unwrap().1.push(doing),
                Output::Send { to, message } => {
                    let sent = (hash(&(me, to, &message)), me, to, message);
                    if let Err(at) = self.sent.binary_search_by_key(&sent.0, |sent| sent.0) {
                        self.sent.insert(at, sent);
                    }
                }
                Output::Reply { .. } | Output::SetTimer { .. } | Output::CancelTimer(_) => {}
            }
        }
    }

    fn sync(&mut self, me: u32, bounds: Bounds) -> Result<(), String> {
        let process = &mut self.processes[me as usize];
        let Some((record, waiting)) = process.writes.pop_front() else {
            return Ok(());
        };
        process.disk.write(&record);
        self.carry_out(me, waiting);
        self.give(me, Input::Persisted { records: 1 }, bounds)
    }
}

fn recover(me: u32, bounds: Bounds, disk: Durable<u32>) -> Replica {
    Replica::recover(
        me,
        bounds.replicas,
        Parameters::default(),
        disk,
        &mut Vec::new(),
    )
}

/// Result of a search.
#[derive(Debug)]
struct Found {
    worlds: usize,
    /// Number of worlds with a leader.
    led: usize,
    /// Length of the longest committed log.
    committed: usize,
    /// True if no world within the bounds was left out.
    complete: bool,
}

/// Visits every world within the bounds, at most `limit` of them, those with the fewest steps first.
fn search(bounds: Bounds, limit: usize) -> Found {
    let first = World::new(bounds);
    let mut seen = BTreeSet::from([hash(&first)]);
    let mut next = VecDeque::from([first]);
    let (mut led, mut committed) = (0, 0);
    while let Some(world) = next.pop_front() {
        let mut processes = world.processes.iter();
        led += usize::from(processes.any(|process| process.replica.role() == Role::Leader));
        committed = committed.max(world.checker.committed().count());
        for action in world.actions(bounds) {
            let mut after = world.clone();
            let promises = after.act(action, bounds);
            promises.unwrap_or_else(|broken| panic!("{broken}, after {action:?}"));
            if seen.len() < limit && seen.insert(hash(&after)) {
                next.push_back(after);
            }
        }
    }
    let found = Found {
        worlds: seen.len(),
        led,
        committed,
        complete: seen.len() < limit,
    };
    println!("{bounds:?}: {found:?}");
    found
}

/// Bounds of replicas, term, log, crashes and heartbeats.
fn bounds([replicas, term, log, crashes, heartbeats]: [u32; 5], fast_disks: bool) -> Bounds {
    Bounds {
        replicas,
        term: term.into(),
        log: log.into(),
        crashes,
        heartbeats,
        fast_disks,
    }
}

/// Checks that every run keeps every promise, and that some run commits this many entries.
fn every_run(size: [u32; 5], fast_disks: bool, committed: usize) {
    let found = search(bounds(size, fast_disks), 100_000);
    assert!(found.complete && found.worlds > 1_000 && found.led > 0);
    assert_eq!(found.committed, committed);
}

#[test]
fn every_run_of_two_keeps_the_promises() {
    every_run([2, 3, 1, 0, 0], true, 3);
    every_run([2, 2, 2, 1, 1], true, 3);
}

#[test]
fn every_run_of_three_keeps_the_promises() {
    every_run([3, 1, 2, 0, 0], true, 2);
    every_run([3, 1, 1, 1, 0], true, 1);
}

#[test]
fn every_run_with_disks_that_lag_keeps_the_promises() {
    every_run([2, 2, 1, 0, 0], false, 2);
    every_run([2, 1, 2, 1, 0], false, 2);
    every_run([3, 1, 1, 0, 0], false, 1);
}

#[test]
fn the_shortest_runs_of_two_terms_among_three_keep_the_promises() {
    let found = search(bounds([3, 2, 1, 0, 0], true), 50_000);
    assert!(found.led > 0 && found.committed > 0);
}
