//! The books of every run: each request ends once, and Little's law holds to the nanosecond.

mod conservation;
mod little;

use crate::observer::{Observer, VerdictDefinition, always};

/// The books of every run.
pub(super) const ACCOUNTING: Observer = Observer {
    verdicts: &[
        VerdictDefinition {
            id: "conservation",
            name: "Each request ends once",
            applies: always,
            check: conservation::check,
        },
        VerdictDefinition {
            id: "littles-law",
            name: "Little's law",
            applies: always,
            check: little::check,
        },
    ],
    ..Observer::NONE
};
