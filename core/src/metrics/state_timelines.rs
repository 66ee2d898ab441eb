//! States over time.

use super::{breakers, leaders};
use crate::panel::StateTimeline;
use crate::plan::Plan;
use crate::recording::Recording;

/// All state timelines of a run, in the order in which they are shown.
pub(crate) fn state_timelines(plan: &Plan, recording: &Recording) -> Vec<StateTimeline> {
    let mut state_timelines = leaders::state_timelines(plan, recording);
    state_timelines.extend(breakers::state_timelines(plan, recording));
    state_timelines
}
