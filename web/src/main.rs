//! Netsplit page.
fn main() {}
