//! Agreement of replicas on one sequence of commands: a folder per protocol, and what protocols share.

pub mod key_value;
pub mod quorum;
pub mod raft;
mod sessions;
mod state_machine;

pub use sessions::{Sessions, Stamp};
pub use state_machine::StateMachine;
