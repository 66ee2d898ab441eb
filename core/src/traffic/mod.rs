//! How load comes in, is spread, and waits: machines without any tie to the simulation.

mod arrivals;
mod balancing;
mod pool;

pub use arrivals::{Gaps, RateCurve};
pub use balancing::{LoadBalancer, Policy};
pub use pool::{Admission, Pool};
