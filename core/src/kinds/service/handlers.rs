//! What is wrong with handlers: steps without end, calls that lead nowhere, writes of what was not read.

use super::params::Service;
use crate::params::{Issues, Path, shorten};
use crate::plan::Site;
use crate::scenario::Step;

/// The most steps of a handler, and calls of a step.
const STEPS: usize = 1000;

/// The deepest that steps may be nested.
const DEPTH: usize = 8;

/// A step and all steps within it.
pub(super) fn flat(step: &Step) -> Vec<&Step> {
    let mut all = vec![step];
    all.extend(step.within().flat_map(flat));
    all
}

/// True if this step itself, not one within it, calls that node.
pub(super) fn calls(step: &Step, callee: &str) -> bool {
    !matches!(step, Step::Try(_)) && step.callees().contains(&callee)
}

/// Reports what is wrong with the handlers of a service.
pub(super) fn check(service: &Service, site: Site<'_>, path: &Path, issues: &mut Issues) {
    for (operation, steps) in &service.handlers {
        let path = path.child("handlers").child(operation);
        if !["read", "write", "any"].contains(&operation.as_str()) {
            issues.add(
                &path,
                "this is not an operation; allowed are read, write, any",
            );
        }
        if steps.iter().any(|step| step.depth() > DEPTH) {
            issues.add(
                &path,
                format!("found steps nested deeper than {DEPTH}, allowed are fewer"),
            );
        }
        check_length(steps.iter().flat_map(flat).count(), "steps", &path, issues);
        check_steps(site, steps, None, &path, issues);
    }
}

fn check_length(found: usize, what: &str, path: &Path, issues: &mut Issues) {
    if found > STEPS {
        issues.add(path, format!("found {found} {what}, allowed are {STEPS}"));
    }
}

/// Reports calls that lead nowhere, reads of what is no store, and writes of what was not read or cannot be compared.
/// `before` is the step before the first one.
fn check_steps<'a>(
    site: Site<'_>,
    steps: &'a [Step],
    mut before: Option<&'a Step>,
    path: &Path,
    issues: &mut Issues,
) {
    for (index, step) in steps.iter().enumerate() {
        let path = path.child(&index.to_string());
        if let Step::Try(guarded) = step {
            check_steps(site, &guarded.r#try.0, before, &path.child("try"), issues);
            check_steps(site, &guarded.r#else.0, None, &path.child("else"), issues);
        } else {
            let callees = step.callees();
            check_length(callees.len(), "calls", &path, issues);
            site.check_calls(&callees, &path, issues);
        }
        match step {
            Step::Work(_) => continue,
            Step::Read(store) => {
                check_store(site, store, &path.child("read"), issues);
            }
            Step::CompareAndSet(store) => {
                let path = path.child("compare_and_set");
                check_read(before, store, &path, issues);
                check_compares(site, store, &path, issues);
            }
            Step::Call(_) | Step::Parallel(_) | Step::Async(_) | Step::Try(_) => {}
        }
        before = Some(step);
    }
}

fn check_store(site: Site<'_>, name: &str, path: &Path, issues: &mut Issues) {
    // One that is not there is reported with the call.
    if let Some(node) = site.scenario.nodes.get(name)
        && !site.traits_of(name).is_some_and(|traits| traits.is_store)
    {
        issues.add(
            path,
            format!(
                "found {name}, a node of kind {}, allowed is a store",
                node.kind.word()
            ),
        );
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

fn check_compares(site: Site<'_>, name: &str, path: &Path, issues: &mut Issues) {
    check_store(site, name, path, issues);
    let traits = site.traits_of(name);
    if let Some(why) = traits.and_then(|traits| traits.cannot_compare) {
        issues.add(path, why);
    }
}
