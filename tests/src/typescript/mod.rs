//! Types for TypeScript, made from what the core declares, so that the two cannot drift apart.

mod rust;
mod schema;

use std::fmt::Write as _;

pub use rust::interfaces;
pub use schema::alias;

/// A comment in front of a declaration, indented by so many levels; none without text.
fn comment(text: &str, level: usize) -> String {
    let text = text.trim().replace("*/", "* /");
    if text.is_empty() {
        return String::new();
    }
    let mut comment = String::new();
    let _ = writeln!(comment, "{}/** {text} */", "  ".repeat(level));
    comment
}

/// A type as the item of a list.
fn list(item: &str) -> String {
    if item.contains(" | ") && !item.starts_with('{') {
        format!("({item})[]")
    } else {
        format!("{item}[]")
    }
}
