//! What the suites stand on: random architectures, interventions of every kind, and a small schema checker.
//!
//! The tests themselves are in `suites/`, by concern. They run natively and in a browser.

pub mod architecture;
pub mod dice;
pub mod intervention;
pub mod labs;
pub mod schema;
