//! Policies of calls that are gates, a folder each: parameters, checks and the gate.
//!
//! A policy is registered twice: as a field of [`Call`], which gives it its name in scenarios, and in [`gates`], in the order in
//! which an attempt meets them.

pub mod breaker;
pub mod bulkhead;

use crate::gate::Gates;
use crate::params::{Issues, Path};
use crate::scenario::Call;

/// The gates of a call, each in its place.
pub fn gates(call: &Call) -> Gates {
    [bulkhead::gate(call), breaker::gate(call), None]
}

/// Reports what is wrong with the gates of a call.
pub fn check(call: &Call, path: &Path, issues: &mut Issues) {
    breaker::check(call, path, issues);
}
