//! Netsplit cli.
fn main() {}
