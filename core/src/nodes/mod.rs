//! What stands in a diagram, run on the kernel: clients, balancers, services and stores.

mod budget;
mod call;
mod client;
mod event;
mod faults;
mod message;
mod simulation;
mod store;
mod task;

pub use event::Event;
pub use simulation::{Progress, Simulation};
