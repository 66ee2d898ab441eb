//! The conversation between a page and its worker, without either.

mod request;

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::Arc;

pub use request::{Request, Response};

use crate::experiment;
use crate::luck::Seed;
use crate::nodes::{Progress, Simulation};
use crate::params::Issues;
use crate::plan::Plan;
use crate::recording::Recording;
use crate::replay::Replay;
use crate::scenario::Document;
use crate::time::Instant;
use crate::views::Viewer;

/// What goes back to the page: an answer, and bulk data that travels beside it.
#[derive(Clone, PartialEq, Debug)]
pub struct Reply {
    /// The answer.
    pub answer: Response,
    /// Values of the charts, for [`crate::summary::Summary::attach`]; empty for most answers.
    pub bulk: Vec<f64>,
}

/// Runs that a session keeps at most, to be looked at by their numbers.
const KEPT: usize = 8;

/// Bytes that the recordings of all of them may take; the last run is kept whatever it takes.
const MEMORY: u64 = 96_000_000;

/// The worker's side: takes questions at any time, works in slices, answers.
#[derive(Default)]
pub struct Session {
    /// The run in progress.
    running: Option<Running>,
    /// Runs that ended, the last one at the end.
    past: VecDeque<Past>,
    /// Answers to give.
    ready: Vec<Response>,
}

/// A run that has ended, and how it is looked at.
struct Past {
    run: u32,
    plan: Arc<Plan>,
    recording: Arc<Recording>,
    /// Made when it is first asked for: a slider moves on before that.
    replay: OnceCell<Replay>,
    viewer: Viewer,
}

impl Past {
    fn replay(&self) -> &Replay {
        let (plan, recording) = (&self.plan, &self.recording);
        self.replay
            .get_or_init(|| Replay::new(Arc::clone(plan), Arc::clone(recording)))
    }
}

struct Running {
    run: u32,
    at: f64,
    plan: Arc<Plan>,
    simulation: Box<Simulation>,
}

impl Session {
    /// A session that has run nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a question. A newer run replaces one that is not done.
    pub fn ask(&mut self, request: Request) {
        match request {
            Request::Run {
                run,
                scenario,
                seed,
                at,
            } => match prepare(&scenario) {
                Ok(plan) => {
                    let plan = Arc::new(plan);
                    let simulation =
                        Box::new(Simulation::new(Arc::clone(&plan), Seed(u64::from(seed))));
                    self.running = Some(Running {
                        run,
                        at,
                        plan,
                        simulation,
                    });
                }
                Err(issues) => {
                    self.running = None;
                    self.ready.push(refusal(run, issues));
                }
            },
            Request::Frames { run, at } => self.look(run, |past| {
                let replay = past.replay();
                let frames = at
                    .iter()
                    .map(|at| replay.frame(Instant::from_secs(*at)))
                    .collect();
                Response::Frames { run, frames }
            }),
            Request::Step { run, at, forward } => self.look(run, |past| {
                let replay = past.replay();
                let moment = replay.step(Instant::from_secs(at), forward);
                Response::Stepped {
                    run,
                    frame: replay.frame(moment),
                }
            }),
            Request::Log { run, at, lines } => self.look(run, |past| Response::Log {
                run,
                lines: past.replay().log(Instant::from_secs(at), lines as usize),
            }),
            Request::Inspect { run, at, node } => {
                self.look(run, |past| Response::Inspected {
                    run,
                    node,
                    at,
                    state_tables: past.replay().state_tables(Instant::from_secs(at), node),
                });
            }
            Request::Operations { run, wanted } => {
                self.look(run, |Past { viewer, .. }| Response::Operations {
                    run,
                    operations: viewer.operations(&wanted),
                });
            }
            Request::SpaceTime { run, wanted } => {
                self.look(run, |Past { viewer, .. }| Response::SpaceTime {
                    run,
                    diagram: viewer.space_time(&wanted),
                });
            }
        }
    }

    /// Answers about a run; one that is not kept any more is not answered about.
    fn look(&mut self, run: u32, answer: impl FnOnce(&mut Past) -> Response) {
        if let Some(past) = self.past.iter_mut().rfind(|past| past.run == run) {
            self.ready.push(answer(past));
        }
    }

    /// Works for about so many events; answers when there is something to say.
    pub fn work(&mut self, events: u32) -> Option<Reply> {
        if !self.ready.is_empty() {
            return Some(Reply {
                answer: self.ready.remove(0),
                bulk: Vec::new(),
            });
        }
        let mut running = self.running.take()?;
        if running.simulation.advance(events) == Progress::Running {
            self.running = Some(running);
            return None;
        }
        Some(self.end(running))
    }

    /// The number of the run in progress.
    pub fn running(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.run)
    }

    /// Makes the run in progress end where it is: whoever has a clock says when it has taken too long.
    pub fn cut_short(&mut self) {
        if let Some(running) = &mut self.running {
            running.simulation.cut_short();
        }
    }

    fn end(&mut self, running: Running) -> Reply {
        let Running {
            run,
            at,
            plan,
            simulation,
        } = running;
        let recording = Arc::new(simulation.finish());
        let mut summary = experiment::judge(&plan, &recording);
        let bulk = summary.detach();
        let frame = Replay::first_frame(&plan, &recording, Instant::from_secs(at));
        self.keep(Past {
            run,
            plan: Arc::clone(&plan),
            recording: Arc::clone(&recording),
            replay: OnceCell::new(),
            viewer: Viewer::new(plan, recording),
        });
        Reply {
            answer: Response::Ran {
                run,
                summary: Box::new(summary),
                frame,
            },
            bulk,
        }
    }

    /// Keeps a run, in place of an older one of its number, and lets go of the oldest ones that are too many.
    fn keep(&mut self, past: Past) {
        self.past.retain(|other| other.run != past.run);
        self.past.push_back(past);
        let memory = |past: &Past| past.recording.memory();
        while self.past.len() > KEPT
            || self.past.len() > 1 && self.past.iter().map(memory).sum::<u64>() > MEMORY
        {
            self.past.pop_front();
        }
    }

    /// True if there is nothing to do until the next question.
    pub fn is_idle(&self) -> bool {
        self.running.is_none() && self.ready.is_empty()
    }
}

fn prepare(scenario: &str) -> Result<Plan, Issues> {
    experiment::plan(&Document::parse(scenario)?)
}

fn refusal(run: u32, issues: Issues) -> Response {
    let issues = issues
        .0
        .into_iter()
        .map(|issue| (issue.path, issue.problem))
        .collect();
    Response::Refused { run, issues }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(session: &mut Session) -> Response {
        loop {
            if let Some(reply) = session.work(1000) {
                return reply.answer;
            }
        }
    }

    #[test]
    fn the_frame_of_a_run_is_that_of_its_moment() {
        let mut session = Session::new();
        for at in [0.0, 12.5, 29.9, 1e9] {
            session.ask(Request::Run {
                run: 1,
                scenario: crate::presets::first().document().text(),
                seed: 1,
                at,
            });
            let Response::Ran { frame: first, .. } = answer(&mut session) else {
                panic!("the first lab runs");
            };
            session.ask(Request::Frames {
                run: 1,
                at: vec![at],
            });
            let Response::Frames { frames, .. } = answer(&mut session) else {
                panic!("frames of the last run are given");
            };
            assert_eq!(frames, [first]);
        }
    }

    fn ask(session: &mut Session, run: u32, rate: &str) {
        let value = serde_json::json!({
            "v": 1, "duration": "2s",
            "nodes": {
                "users": { "kind": "client" },
                "app": { "kind": "service", "handlers": { "any": [{ "work": "1ms" }] } }
            },
            "workload": { "users": { "loop": "open", "to": "app", "rate": rate } }
        });
        session.ask(Request::Run {
            run,
            scenario: value.to_string(),
            seed: 1,
            at: 1.0,
        });
        assert!(matches!(answer(session), Response::Ran { .. }));
    }

    fn is_kept(session: &mut Session, run: u32) -> bool {
        session.ask(Request::Frames { run, at: vec![1.0] });
        !session.is_idle()
            && matches!(answer(session), Response::Frames { run: of, .. } if of == run)
    }

    #[test]
    fn the_last_runs_are_looked_at_by_their_numbers() {
        let mut session = Session::new();
        let last = KEPT as u32 + 2;
        for run in 1..=last {
            ask(&mut session, run, "5/s");
        }
        let kept: Vec<_> = (1..=last)
            .filter(|run| is_kept(&mut session, *run))
            .collect();
        assert_eq!(kept, (3..=last).collect::<Vec<_>>());
        ask(&mut session, 5, "5/s");
        assert_eq!(
            session.past.len(),
            KEPT,
            "a run that is made again replaces itself"
        );
    }

    #[test]
    fn the_runs_that_are_kept_take_bounded_memory() {
        let mut session = Session::new();
        for run in 1..=6 {
            ask(&mut session, run, "100000/s");
        }
        let memory = |past: &Past| past.recording.memory();
        let all: u64 = session.past.iter().map(memory).sum();
        assert!(all <= MEMORY, "{all}");
        assert!(
            (1..6).contains(&session.past.len()),
            "{}",
            session.past.len()
        );
        assert!(is_kept(&mut session, 6));
    }
}
