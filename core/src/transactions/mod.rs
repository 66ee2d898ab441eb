//! How several services change together, or not at all: one folder a pattern.

pub mod saga;
