//! What stands in a diagram, run on the kernel: clients, balancers, services, stores and sagas.

mod budget;
mod call;
mod client;
mod event;
mod faults;
mod machine;
mod message;
mod outages;
mod saga;
mod simulation;
mod task;

pub use event::Event;
pub use simulation::{Progress, Simulation};
