//! What every refusal must be.

use netsplit_core::params::Issue;

/// Checks that an issue is one sentence that can be shown as it is.
///
/// # Panics
/// If it says nothing, is too long to read, or could steer a terminal.
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
