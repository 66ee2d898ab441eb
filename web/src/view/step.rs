//! The first drawing in several short tasks, so that the page never stands still for long; only then is it seen.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How far the first drawing is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// Verdicts and tiles, as soon as there is a run.
    Numbers,
    /// Content below the diagram.
    Panel,
    /// The timeline.
    Time,
    /// The diagram.
    Diagram,
    /// All of it is there.
    Shown,
}

impl Step {
    fn next(self) -> Option<Self> {
        match self {
            Self::Numbers => Some(Self::Panel),
            Self::Panel => Some(Self::Time),
            Self::Time => Some(Self::Diagram),
            Self::Diagram => Some(Self::Shown),
            Self::Shown => None,
        }
    }
}

/// Goes from step to step once there is something to draw, each in a task of its own, and stays at the last.
#[hook]
pub fn use_steps(begun: bool) -> Step {
    let step = use_state(|| Step::Numbers);
    let now = *step;
    use_effect_with((begun, now), move |(begun, now)| {
        let next = now.next().filter(|_| *begun);
        let later = next.map(|next| Timeout::new(0, move || step.set(next)));
        move || drop(later)
    });
    now
}
