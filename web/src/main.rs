//! The one program of the site: page, worker and interface for other pages are entries of it, so that a browser
//! loads and compiles it once.

use netsplit_web as _;

/// Does nothing: loading the program starts nothing. JavaScript calls the entry that it needs.
fn main() {}
