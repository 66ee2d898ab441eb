//! What a run may use up: events, and memory.
//!
//! Memory is counted by things, each at a fixed size, never by what a platform or an allocator makes of them: a run must end
//! at the same event on every machine. The sizes are upper bounds, held to by a test.

use super::simulation::Simulation;
use crate::recording::Budget;

/// A run has at most so many events unless it is told otherwise.
pub(super) const EVENTS: u64 = 20_000_000;

/// The most memory that a run may take, in bytes: its recording, and all that is in flight.
const MEMORY: u64 = 64_000_000;

/// Memory is looked at every so many events: one event may begin a thousand calls.
const NOW_AND_THEN: u64 = 256;

/// A request inside a process, with its place in the queue before the slots.
const TASK: u64 = 120;
/// A call that somebody waits for.
const CALL: u64 = 200;
/// An event to come, or one that waits at a process that stands still.
const EVENT: u64 = 72;
/// A message that a stream keeps while its link is cut.
const HELD: u64 = 72;
/// A letter: most are far smaller, some carry many entries of a log.
const LETTER: u64 = 1000;
/// A record on the disk of a machine, and what the machine keeps because of it.
const RECORD: u64 = 200;

impl Simulation {
    /// Which budget is used up, if one is. Memory is looked at now and then, always at the same events.
    pub(super) fn over_budget(&mut self) -> Option<Budget> {
        if self.events >= self.budget {
            self.truncated = Some(Budget::Events);
        } else if self.events.is_multiple_of(NOW_AND_THEN) && self.memory() > MEMORY {
            self.truncated = Some(Budget::Memory);
        }
        self.truncated
    }

    fn memory(&self) -> u64 {
        let processes = self.processes.iter();
        let records: u64 = processes
            .clone()
            .filter_map(|process| process.machine.as_ref())
            .map(super::drive::Machine::records)
            .sum();
        let standing: usize = processes.map(|process| process.held.len()).sum();
        let events = self.queue.len() + standing;
        self.recorder.memory()
            + self.tasks.len() as u64 * TASK
            + self.calls.len() as u64 * CALL
            + events as u64 * EVENT
            + self.network.held() as u64 * HELD
            + self.letters.len() as u64 * LETTER
            + records * RECORD
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::driver::TaskId;
    use crate::luck::Seed;
    use crate::nodes::Progress;
    use crate::nodes::call::Call;
    use crate::nodes::event::Event;
    use crate::nodes::task::Task;
    use crate::packet::Letter;
    use crate::scenario::Document;
    use crate::time::Instant;

    /// What one thing takes in a map of slots.
    const fn slot<T>() -> u64 {
        size_of::<T>() as u64 + 8
    }

    #[test]
    fn nothing_is_larger_than_it_is_counted() {
        let ticket = size_of::<TaskId>() as u64;
        let place_in_queue = 16;
        for (name, counted, real) in [
            ("task", TASK, slot::<Task>() + ticket),
            ("call", CALL, slot::<Call>()),
            ("event", EVENT, size_of::<Event>() as u64 + place_in_queue),
            (
                "held message",
                HELD,
                size_of::<Event>() as u64 + place_in_queue,
            ),
            ("letter", LETTER, slot::<Letter>()),
        ] {
            assert!(real <= counted, "{name}: {real}, counted as {counted}");
        }
    }

    fn simulation(scenario: serde_json::Value) -> Simulation {
        let document = Document::from_value(scenario).unwrap();
        let plan = crate::experiment::plan(&document).unwrap();
        Simulation::new(Arc::new(plan), Seed(1))
    }

    #[test]
    fn what_piles_up_ends_the_run() {
        let flood = |handler: serde_json::Value| {
            json!({
                "v": 1,
                "nodes": {
                    "users": { "kind": "client" },
                    "app": { "kind": "service", "concurrency": 1, "handlers": { "any": [handler] } },
                    "db": { "kind": "store", "concurrency": 1 },
                },
                "workload": { "users": { "loop": "open", "to": "app", "rate": "1000000/s" } },
            })
        };
        let crowd = vec!["db"; 1000];
        for step in [json!({ "work": "1h" }), json!({ "parallel": crowd })] {
            let mut run = simulation(flood(step));
            while run.advance(1000) == Progress::Running {
                assert!(run.memory() < MEMORY * 2, "{} bytes", run.memory());
            }
            assert_eq!(run.truncated, Some(Budget::Memory));
        }
    }

    /// A store whose processes stay cut off from each other and then crash, one after the other.
    #[test]
    fn nothing_is_kept_for_the_dead() {
        let crash = |process: u32| json!({ "fault": "crash", "at": format!("{}s", 2 + process), "target": format!("db/{process}") });
        let cut =
            |process: u32| json!({ "fault": "cut", "at": "1s", "from": [format!("db/{process}")] });
        let mut run = simulation(json!({
            "v": 1,
            "duration": "8s",
            "nodes": {
                "users": { "kind": "client" },
                "db": { "kind": "store", "replication": { "mode": "raft", "replicas": 3 } },
            },
            "network": { "links": { "db->db": { "transport": "stream" } } },
            "workload": { "users": { "loop": "open", "to": "db", "rate": "10/s" } },
            "faults": [cut(1), cut(2), cut(3), crash(1), crash(2), crash(3)],
        }));
        while run.now < Instant::from_secs(2.0) {
            assert_eq!(run.advance(1), Progress::Running);
        }
        assert!(run.letters.len() > 10, "streams keep {}", run.letters.len());
        while run.advance(1000) == Progress::Running {}
        assert_eq!(run.letters.len(), 0);
    }
}
