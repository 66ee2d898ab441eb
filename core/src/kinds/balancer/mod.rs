//! Balancers: each passes requests on to one process behind it, and chooses by the `balance` of its call.

pub mod params;
mod plan;
