//! Arrivals, load balancing and queueing: machines without any tie to the simulation.

mod arrivals;
mod balancing;
mod minima;
mod pool;

pub use arrivals::{Gaps, RateCurve};
pub use balancing::{LoadBalancer, Policy};
pub use pool::{Admission, Pool};
