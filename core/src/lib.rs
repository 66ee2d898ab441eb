//! Netsplit core: a whole distributed system as a deterministic simulation.
//!
//! One pure function, `run = f(engine version, scenario, seed)`: no I/O, no clock, no globals.

pub mod frame;
pub mod kernel;
pub mod link;
pub mod luck;
pub mod outcome;
pub mod params;
pub mod presets;
pub mod replication;
pub mod scenario;
pub mod session;
pub mod time;
pub mod topology;
pub mod traffic;

/// Version of the engine: it grows whenever the same scenario and seed may give another recording.
pub const ENGINE: &str = "1";
