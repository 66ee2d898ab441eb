//! States over time.

use super::{breakers, leaders};
use crate::panel::Bands;
use crate::plan::Plan;
use crate::recording::Recording;

/// All bands of a run, in the order in which they are shown.
pub(crate) fn bands(plan: &Plan, recording: &Recording) -> Vec<Bands> {
    let mut bands = leaders::bands(plan, recording);
    bands.extend(breakers::bands(plan, recording));
    bands
}
