//! Clients: where requests come from, at a rate or from users who wait for each answer.

pub mod params;
mod plan;
