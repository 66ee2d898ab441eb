//! Base of the suites: random architectures, interventions of every kind, a small schema checker, counted steps, and types
//! for TypeScript made from the core.
//!
//! The tests themselves are in `suites/`, by concern. They run natively and in a browser. Fuzz targets are in `fuzz/`.

pub mod architecture;
#[cfg(not(target_arch = "wasm32"))]
pub mod counted;
pub mod dice;
pub mod intervention;
pub mod labs;
pub mod schema;
pub mod sentence;
#[cfg(not(target_arch = "wasm32"))]
pub mod typescript;
