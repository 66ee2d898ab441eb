//! Work of the worker while nobody waits: the first run again, and nobody hears the answer.
//!
//! A browser starts a program as it comes and optimises the parts that are used much. Opening a lab runs it once, so the first
//! moves of a slider would still wait for slow code.

use netsplit_core::session::{Request, Response, Session};

use crate::protocol;

/// Milliseconds of work after which there has been enough of it.
const ENOUGH: f64 = 1500.0;

/// The first run, to be made again.
#[derive(Default)]
pub struct WarmUp {
    question: Option<Request>,
    session: Session,
    spent: f64,
}

impl WarmUp {
    /// Keeps the first question for a run. With the second it is serious, and the warm-up over.
    pub fn hear(&mut self, request: &Request) {
        match request {
            Request::Run { .. } if self.question.is_none() => self.question = Some(request.clone()),
            Request::Run { .. } => self.spend(ENOUGH),
            Request::Frames { .. }
            | Request::Step { .. }
            | Request::Log { .. }
            | Request::Inspect { .. }
            | Request::Operations { .. }
            | Request::SpaceTime { .. } => {}
        }
    }

    /// True if there is nothing to warm up, or has been enough of it.
    pub fn is_over(&self) -> bool {
        self.question.is_none() || self.spent >= ENOUGH
    }

    /// Works for about so many events.
    pub fn work(&mut self, events: u32) {
        if self.session.is_idle()
            && let Some(question) = &self.question
        {
            self.session.ask(question.clone());
        }
        if let Some(reply) = self.session.work(events) {
            drop(protocol::answer(&reply));
            // What it has kept of the run would only take room.
            self.session = Session::new();
            if let Response::Refused { .. } = reply.answer {
                self.spent = ENOUGH;
            }
        }
    }

    /// Takes down so many milliseconds of work.
    pub fn spend(&mut self, cost: f64) {
        self.spent += cost;
        if self.is_over() {
            self.session = Session::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::presets;

    fn question(scenario: String) -> Request {
        Request::Run {
            run: 1,
            scenario,
            seed: 1,
            at: 0.0,
        }
    }

    #[test]
    fn it_ends_when_there_has_been_enough() {
        let mut warm_up = WarmUp::default();
        assert!(warm_up.is_over(), "there is nothing yet");
        warm_up.hear(&question(presets::first().document().text()));
        warm_up.work(1000);
        assert!(warm_up.session.running().is_some());
        warm_up.spend(ENOUGH - 1.0);
        assert!(!warm_up.is_over());
        warm_up.spend(1.0);
        assert!(warm_up.is_over());
        assert!(warm_up.session.is_idle());
    }

    #[test]
    fn it_ends_when_somebody_asks_for_another_run() {
        let request = question(presets::first().document().text());
        let mut warm_up = WarmUp::default();
        warm_up.hear(&request);
        warm_up.work(1000);
        warm_up.hear(&request);
        assert!(warm_up.is_over());
        assert!(warm_up.session.is_idle());
    }
}
