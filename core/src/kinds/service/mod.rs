//! Services: they work on requests and may call others, step by step.

mod handlers;
pub mod params;
mod plan;
