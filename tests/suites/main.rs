//! Suites over the public API, natively and in a browser: `cargo xtask test`.

mod conservation;
mod controls;
mod digests;
mod faults;
mod forks;
mod hostile;
mod links;
mod promises;
mod schema;
mod theory;
mod tries;
mod validation;

#[cfg(not(target_arch = "wasm32"))]
mod claims;
#[cfg(not(target_arch = "wasm32"))]
mod growth;
#[cfg(not(target_arch = "wasm32"))]
mod types;

// In a worker, where the page runs the engine too: the driver would take a test of half a minute on the thread of the page
// for a hang.
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
