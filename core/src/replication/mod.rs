//! How a store keeps its data: one file a mode.

mod single;

pub use single::{Input, Output, Record, Single};
