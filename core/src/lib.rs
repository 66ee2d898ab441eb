//! Netsplit core.
