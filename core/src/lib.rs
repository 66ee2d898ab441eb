//! Netsplit core: a whole distributed system as a deterministic simulation.
//!
//! One pure function, `run = f(engine version, scenario, seed)`: no I/O, no clock, no globals.
//!
//! ```
//! use netsplit_core::{experiment, presets, scenario};
//!
//! let mut document = presets::named("start")?.document();
//! scenario::apply(&mut document, "attempts", "2")?;
//! let run = experiment::run(&document, 7)?;
//! let availability = run.summary.metric("availability").and_then(|metric| metric.value);
//! assert!(availability > Some(0.99));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod consensus;
pub mod driver;
pub mod experiment;
pub mod frame;
pub mod gate;
pub mod history;
pub mod kernel;
pub mod kinds;
pub mod link;
pub mod luck;
pub mod machine;
pub mod nodes;
pub mod observer;
pub mod observers;
pub mod packet;
pub mod panel;
pub mod params;
pub mod plan;
pub mod planner;
pub mod policies;
pub mod presets;
pub mod recording;
pub mod replay;
pub mod replication;
pub mod resilience;
pub mod scenario;
pub mod session;
pub mod sort;
pub mod stores;
pub mod summary;
pub mod time;
pub mod topology;
pub mod traffic;
pub mod transactions;
pub mod unit;
pub mod validation;
pub mod verdicts;
pub mod views;
pub mod vocabulary;

/// Version of the engine: it increases whenever the same scenario and seed may give another recording.
pub const ENGINE: &str = "1";
