//! Exceptions to lints, which must say why they are made.

use super::{Finding, Source};

/// Every `allow` and `expect` carries a reason.
pub(super) fn with_reasons(source: &Source) -> Vec<Finding> {
    let code = &source.code;
    let exceptions = ["[allow(", "[expect("]
        .into_iter()
        .flat_map(|opening| code.match_indices(opening));
    let mut findings: Vec<Finding> = exceptions
        .filter(|(at, _)| is_attribute(&code[..*at]) && !has_reason(&code[*at..]))
        .map(|(at, _)| {
            let line = 1 + code[..at].matches('\n').count();
            source.finding(
                line,
                "an exception to a lint says why it is made: add `, reason = \"...\"`",
            )
        })
        .collect();
    findings.sort_by_key(|finding| finding.line);
    findings
}

fn is_attribute(before: &str) -> bool {
    before.ends_with('#') || before.ends_with("#!")
}

fn has_reason(attribute: &str) -> bool {
    let inside = attribute.split(']').next().unwrap_or(attribute);
    inside.contains("reason =")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_carries_its_reason() {
        let good = "#[allow(clippy::float_cmp, reason = \"exact by construction\")]\nfn f() {}\n// #[allow(dead_code)]\n";
        assert_eq!(with_reasons(&Source::new("a.rs", good)), []);
        let split = "#![expect(\n    dead_code,\n    reason = \"shown in [the book]\"\n)]\n";
        assert_eq!(with_reasons(&Source::new("a.rs", split)), []);
    }

    #[test]
    fn an_exception_without_a_reason_is_found() {
        let findings = with_reasons(&Source::new("a.rs", "\n#[allow(dead_code)]\nfn f() {}\n"));
        assert_eq!((findings.len(), findings[0].line), (1, 2));
    }
}
