//! Policies of calls that are gates, a folder each: parameters, checks and the gate.
//!
//! A policy is registered twice: as a field of [`Call`], which gives it its name in scenarios, and in [`gates`], in the order in
//! which an attempt meets them.

pub mod breaker;
pub mod bulkhead;

use std::sync::Arc;

use crate::gate::GateSettings;
use crate::params::{Issues, Path};
use crate::scenario::Call;

/// Gates that a call may have.
pub const GATES: usize = 2;

/// The gates of a call: `None` where it has no such policy.
pub type Gates = [Option<Arc<dyn GateSettings>>; GATES];

/// The gates of a call, each in its place.
pub fn gates(call: &Call) -> Gates {
    [bulkhead::gate(call), breaker::gate(call)]
}

/// Reports what is wrong with the gates of a call.
pub fn check(call: &Call, path: &Path, issues: &mut Issues) {
    breaker::check(call, path, issues);
}
