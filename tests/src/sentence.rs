//! Requirements on every refusal.

use netsplit_core::params::Issue;

/// Checks that an issue is one sentence that can be displayed as it is.
///
/// # Panics
/// If it is empty, too long to read, or has control characters.
pub fn check(issue: &Issue) {
    let said = issue.to_string();
    assert!(
        !issue.problem.trim().is_empty(),
        "{} says nothing",
        issue.path
    );
    assert!(said.chars().count() < 1000, "too long to read: {said}");
    assert!(
        !said.chars().any(char::is_control),
        "not fit to be shown: {said:?}"
    );
}
