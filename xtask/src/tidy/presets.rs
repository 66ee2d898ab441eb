//! The gallery and its catalogue say the same.

use super::Finding;
use std::fs;
use std::path::Path;

/// A preset: its family and its id.
pub(super) struct Preset {
    family: String,
    id: String,
}

/// Every `core/presets/<family>/<id>.json`.
pub(super) fn all(root: &Path) -> Vec<Preset> {
    let folder = root.join("core").join("presets");
    let mut presets: Vec<Preset> = entries(&folder)
        .into_iter()
        .flat_map(|family| {
            let files = entries(&folder.join(&family)).into_iter();
            files.filter_map(move |file| {
                let id = file.strip_suffix(".json")?.to_string();
                Some(Preset {
                    family: family.clone(),
                    id,
                })
            })
        })
        .collect();
    presets.sort_by(|a, b| (&a.family, &a.id).cmp(&(&b.family, &b.id)));
    presets
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Presets that the readme's catalogue leaves out.
pub(super) fn unlisted(presets: &[Preset], readme: &str) -> Vec<Finding> {
    let missing = presets
        .iter()
        .filter(|preset| !is_listed(&preset.id, readme));
    let what =
        |id: &str| format!("this lab is not in the catalogue of README.md: add a line with `{id}`");
    missing
        .map(|Preset { family, id }| Finding {
            file: format!("core/presets/{family}/{id}.json"),
            line: 1,
            what: what(id),
        })
        .collect()
}

/// A catalogue names a lab as code, or links to it.
fn is_listed(id: &str, readme: &str) -> bool {
    let forms = [
        format!("`{id}`"),
        format!("/{id}.json"),
        format!("lab={id})"),
    ];
    forms.iter().any(|form| readme.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_is_in_the_catalogue() {
        let presets = ["cache", "cache-stampede"].map(|id| Preset {
            family: "traffic".into(),
            id: id.into(),
        });
        assert_eq!(
            unlisted(
                &presets,
                "- `cache`: ...\n- [one](https://example.org/?lab=cache-stampede)\n"
            ),
            []
        );
        let findings = unlisted(&presets, "- `cache-stampede`: ...\n");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].file, "core/presets/traffic/cache.json");
    }
}
