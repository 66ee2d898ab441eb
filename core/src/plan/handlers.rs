//! Handlers that read a store and write what they have read: which stores can do that, and in which order.

use crate::params::{Issues, Path, shorten};
use crate::scenario::{Node, Replication, Scenario, Step};

/// Reports reads of what is no store, and writes of what was not read or cannot be compared.
pub(super) fn check(scenario: &Scenario, steps: &[Step], path: &Path, issues: &mut Issues) {
    let mut before: Option<&Step> = None;
    for (index, step) in steps.iter().enumerate() {
        let path = path.child(&index.to_string());
        match step {
            Step::Work(_) => continue,
            Step::Read(store) => check_store(scenario, store, &path.child("read"), issues),
            Step::CompareAndSet(store) => {
                let path = path.child("compare_and_set");
                check_read(before, store, &path, issues);
                check_compares(scenario, store, &path, issues);
            }
            Step::Call(_) | Step::Parallel(_) => {}
        }
        before = Some(step);
    }
}

fn check_store(scenario: &Scenario, name: &str, path: &Path, issues: &mut Issues) {
    match scenario.nodes.get(name) {
        // One that is not there is reported with the call.
        Some(Node::Store(_)) | None => {}
        Some(other) => issues.add(
            path,
            format!(
                "found {name}, a node of kind {}, allowed is a store",
                other.word()
            ),
        ),
    }
}

/// What is expected is what the handler has read last.
fn check_read(before: Option<&Step>, store: &str, path: &Path, issues: &mut Issues) {
    let is_read = before.is_some_and(|step| matches!(step, Step::Read(read) if read == store));
    if !is_read {
        let store = shorten(store);
        issues.add(
            path,
            format!(
                "found nothing that it could compare with, allowed is {{\"read\": \"{store}\"}} before it, with only work in between"
            ),
        );
    }
}

fn check_compares(scenario: &Scenario, name: &str, path: &Path, issues: &mut Issues) {
    check_store(scenario, name, path, issues);
    if let Some(Node::Store(store)) = scenario.nodes.get(name)
        && let Replication::Quorum(_) = store.replication
    {
        issues.add(
            path,
            "found a store of mode quorum, allowed are single and raft: quorums without consensus cannot decide which of two \
             writes comes first",
        );
    }
}
