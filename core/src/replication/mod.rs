//! Replication of stores: one file or folder per mode.

pub mod quorum;
mod single;

pub use single::{Input, Output, Record, Single, SingleReply};
