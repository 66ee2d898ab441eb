//! Suites over the public API.
