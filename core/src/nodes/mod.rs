//! What stands in a diagram, run on the kernel: clients, balancers, services, stores and sagas.

mod budget;
mod call;
mod client;
mod delivery;
mod drive;
mod event;
mod faults;
mod outages;
mod simulation;
mod task;
mod timers;

pub use event::Event;
pub use simulation::{Progress, Simulation};
