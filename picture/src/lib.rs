//! Frames to scenes of shapes to SVG text.
//!
//! The page, static exports and the command line share this crate: it knows neither a browser nor the simulation,
//! only what a run came to ([`netsplit_core::topology`], [`netsplit_core::frame`], [`netsplit_core::summary`]).
//!
//! ```text
//! Topology -> layout::Layout --+
//! Frame -----------------------+-> diagram::draw  --+
//! Chart ---------------------------> chart::draw  --+-> scene::Scene -> svg::to_text, or a virtual DOM
//! faults, cues ----------------> timeline::draw   --+
//! StateTimeline ---------------------------> state_timelines::draw  --+
//! Operations, SpaceTime --> the drawer of that name -+
//! ```
//!
//! Colours and weights come from [`STYLE`] alone; sizes of letters and places come from here alone.

pub mod chart;
pub mod diagram;
pub mod geometry;
pub mod layout;
pub mod lettering;
pub mod number;
pub mod operations;
pub mod scene;
pub mod space_time;
pub mod sparkline;
pub mod state_timelines;
pub mod stretch;
pub mod svg;
pub mod theme;
pub mod time_axis;
pub mod timeline;

mod curve;
mod spans;
mod steps;

/// The style sheet of every scene: the variables of both themes, and the classes of the shapes.
pub const STYLE: &str = include_str!("style.css");
