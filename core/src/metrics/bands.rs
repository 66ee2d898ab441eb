//! States over time.

use super::leaders;
use crate::panel::Bands;
use crate::plan::Plan;
use crate::recording::Recording;

/// All bands of a run, in the order in which they are shown.
pub(crate) fn bands(plan: &Plan, recording: &Recording) -> Vec<Bands> {
    leaders::bands(plan, recording)
}
