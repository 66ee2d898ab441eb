//! Several settings at once.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Document, apply};
use crate::params::Issues;

/// The document with the settings of a claim or of a try.
///
/// # Errors
/// Everything that is wrong with the scenario, or each setting that is refused.
pub fn changed(document: &Document, set: &BTreeMap<String, Value>) -> Result<Document, Issues> {
    let typed = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let settings: Vec<_> = set
        .iter()
        .map(|(name, value)| (name.clone(), typed(value)))
        .collect();
    let mut changed = document.clone();
    change(&mut changed, &settings)?;
    Ok(changed)
}

/// Applies settings, each a name and a value as typed, in this order. One that only another makes possible may
/// stand before it: the bound of a control may be another control.
///
/// # Errors
/// Everything that is wrong with the scenario, or each setting that is refused.
pub fn change(document: &mut Document, settings: &[(String, String)]) -> Result<(), Issues> {
    document.scenario()?;
    let mut pending: Vec<_> = settings.iter().collect();
    loop {
        let before = pending.len();
        let mut issues = Issues::default();
        pending.retain(|(name, value)| {
            let refused = apply(document, name, value).err();
            let is_refused = refused.is_some();
            issues.0.extend(refused);
            is_refused
        });
        if pending.is_empty() || pending.len() == before {
            return issues.or(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_all_tried_and_each_refusal_is_told() {
        let mut document = crate::presets::first().document();
        let settings = ["rate", "colour", "latency"].map(|name| (name.into(), "5ms".into()));
        let issues = change(&mut document, &settings).unwrap_err();
        let paths: Vec<_> = issues.0.iter().map(|issue| issue.path.as_str()).collect();
        assert_eq!(paths, ["rate", "colour"]);
    }
}
