//! Netsplit picture.
