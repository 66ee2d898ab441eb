//! What the worker does while nobody waits: the first run again, and nobody hears the answer.
//!
//! A browser starts a program as it comes and optimises the parts that are used much. Opening a lab runs it once, so the first
//! moves of a slider would still wait for slow code.

use netsplit_core::session::{Answer, Ask, Session};

use crate::protocol;

/// Milliseconds of work after which there has been enough of it.
const ENOUGH: f64 = 1500.0;

/// The first run, to be made again.
#[derive(Default)]
pub struct Rehearsal {
    question: Option<Ask>,
    session: Session,
    spent: f64,
}

impl Rehearsal {
    /// Keeps the first question for a run. With the second it is serious, and the rehearsal over.
    pub fn hear(&mut self, ask: &Ask) {
        match ask {
            Ask::Run { .. } if self.question.is_none() => self.question = Some(ask.clone()),
            Ask::Run { .. } => self.spend(ENOUGH),
            Ask::Frames { .. }
            | Ask::Step { .. }
            | Ask::Log { .. }
            | Ask::Inspect { .. }
            | Ask::Operations { .. }
            | Ask::SpaceTime { .. } => {}
        }
    }

    /// Whether there is nothing to rehearse, or has been enough of it.
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
            if let Answer::Refused { .. } = reply.answer {
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

    fn question(scenario: String) -> Ask {
        Ask::Run {
            run: 1,
            scenario,
            seed: 1,
            at: 0.0,
        }
    }

    #[test]
    fn it_ends_when_there_has_been_enough() {
        let mut rehearsal = Rehearsal::default();
        assert!(rehearsal.is_over(), "there is nothing yet");
        rehearsal.hear(&question(presets::first().document().text()));
        rehearsal.work(1000);
        assert!(rehearsal.session.running().is_some());
        rehearsal.spend(ENOUGH - 1.0);
        assert!(!rehearsal.is_over());
        rehearsal.spend(1.0);
        assert!(rehearsal.is_over());
        assert!(rehearsal.session.is_idle());
    }

    #[test]
    fn it_ends_when_somebody_asks_for_another_run() {
        let ask = question(presets::first().document().text());
        let mut rehearsal = Rehearsal::default();
        rehearsal.hear(&ask);
        rehearsal.work(1000);
        rehearsal.hear(&ask);
        assert!(rehearsal.is_over());
        assert!(rehearsal.session.is_idle());
    }
}
