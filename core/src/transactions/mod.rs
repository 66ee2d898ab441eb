//! Atomic changes across services: one folder per pattern.

pub mod saga;
