//! How a store keeps its data: one file a mode.

pub mod quorum;
mod single;

pub use single::{Input, Output, Record, Single, SingleReply};
