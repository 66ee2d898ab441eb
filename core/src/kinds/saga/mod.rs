//! Sagas: an orchestrator gives orders, participants carry them out and report, see [`crate::transactions::saga`].
//!
//! ```text
//! request --> orchestrator --order--> work --> disk --report--> orchestrator --> disk --> next order, or answer
//!             slot held until the saga has ended
//! ```
//!
//! Both sides name each other by the route between them. A saga has the number of the request that it is for,
//! so whoever asks again, on whatever way, gets the same saga.

mod orchestrator;
pub mod params;
mod participant;
mod plan;
mod settings;
#[cfg(test)]
mod tests;
mod waiting;

pub use settings::{OrchestratorSettings, OrderPlan, ParticipantSettings};
