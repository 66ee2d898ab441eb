//! Types for TypeScript, made from the declarations of the core, so that the two cannot drift apart.

mod rust;
mod schema;

use std::fmt::Write as _;

pub use rust::interfaces;
pub use schema::alias;

/// A comment before a declaration, indented by `level` levels; none without text.
fn comment(text: &str, level: usize) -> String {
    let text = text.trim().replace("*/", "* /");
    if text.is_empty() {
        return String::new();
    }
    let mut comment = String::new();
    let _ = writeln!(comment, "{}/** {text} */", "  ".repeat(level));
    comment
}

/// A type as the element of a list.
fn list(item: &str) -> String {
    if item.contains(" | ") && !item.starts_with('{') {
        format!("({item})[]")
    } else {
        format!("{item}[]")
    }
}
