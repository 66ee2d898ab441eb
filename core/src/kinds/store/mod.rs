//! Stores: they keep keys and values, replicated as their mode says, see [`crate::stores`].

pub mod params;
mod plan;
