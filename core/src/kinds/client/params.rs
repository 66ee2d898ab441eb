//! Parameters of a client.

use crate::params::declare;

declare! {
    /// Where requests come from. What it sends is in `workload`.
    pub struct Client {
        /// Zone the client is in, written `region/zone`.
        zone: String = "home/a".to_owned(), @fixed;
    }
}
