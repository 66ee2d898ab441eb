//! Scope of the changes: areas of the core, or files in them.

use crate::Outcome;
use std::path::Path;

/// A folder of the core.
#[derive(PartialEq, Debug)]
pub(super) struct Area {
    /// Path below `core/src/`.
    pub(super) folder: &'static str,
    /// Modules that it may use; `None` means all.
    pub(super) knows: Option<&'static [&'static str]>,
}

/// Modules that a machine or a policy may use: none of the simulation.
const MACHINE: Option<&[&str]> = Some(&["luck", "machine", "params", "time"]);

/// Modules that the checker of histories may use.
const CHECKER: Option<&[&str]> = Some(&[
    "history", "luck", "machine", "outcome", "panel", "params", "sort", "time", "topology",
]);

/// Code that could run in production, or that judges: machines, policies, verdicts. A folder comes before its parent, and
/// a file in both belongs to the first.
static AREAS: [Area; 8] = [
    Area::new("replication", MACHINE),
    Area::new("transactions", MACHINE),
    Area::new("traffic", MACHINE),
    Area::new("resilience", MACHINE),
    Area::new("consensus", MACHINE),
    Area::new("verdicts/linearizability", CHECKER),
    Area::new("verdicts", None),
    Area::new("observers", None),
];

impl Area {
    const fn new(folder: &'static str, knows: Option<&'static [&'static str]>) -> Self {
        Self { folder, knows }
    }

    /// Prefix of the paths of its unit tests.
    pub(super) fn tests(&self) -> String {
        self.folder.replace('/', "::") + "::"
    }

    /// Its name as part of a path.
    pub(super) fn name(&self) -> String {
        self.folder.replace('/', "-")
    }

    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn part(&'static self) -> Part {
        Part {
            area: self,
            files: format!("core/src/{}/**/*.rs", self.folder),
        }
    }
}

/// Part that is processed in one pass.
#[derive(PartialEq, Debug)]
pub(super) struct Part {
    /// Its area.
    pub(super) area: &'static Area,
    /// Pattern of its files.
    pub(super) files: String,
}

impl Part {
    /// The options that select its files.
    pub(super) fn selection(&self) -> Vec<String> {
        let mut options = vec!["--file".to_string(), self.files.clone()];
        for inner in AREAS.iter().filter(|area| *area != self.area) {
            if self.area.holds(inner.folder) {
                options.extend(["--exclude".to_string(), inner.part().files]);
            }
        }
        options
    }
}

/// The parts named by a person, by name or by path; all areas if there are none.
pub(super) fn parts(wanted: &[String]) -> Outcome<Vec<Part>> {
    if wanted.is_empty() {
        return Ok(AREAS.iter().map(Area::part).collect());
    }
    let parts: Outcome<Vec<Vec<Part>>> = wanted.iter().map(|wanted| found(wanted)).collect();
    Ok(parts?.into_iter().flatten().collect())
}

/// An area with those below it, or a part of an area.
fn found(wanted: &str) -> Outcome<Vec<Part>> {
    let path = wanted.strip_prefix("core/src/").unwrap_or(wanted);
    let path = path.trim_end_matches('/');
    if let Some(outer) = AREAS.iter().find(|area| area.folder == path) {
        let areas = AREAS.iter().filter(|area| outer.holds(area.folder));
        return Ok(areas.map(Area::part).collect());
    }
    let area = AREAS.iter().find(|area| area.holds(path));
    let area = area.ok_or_else(|| refusal(wanted))?;
    let is_file = Path::new(path).extension().is_some();
    let below = if is_file { "" } else { "/**/*.rs" };
    let files = format!("core/src/{path}{below}");
    Ok(vec![Part { area, files }])
}

fn refusal(wanted: &str) -> String {
    let folders: Vec<&str> = AREAS.iter().map(|area| area.folder).collect();
    format!(
        "`{wanted}` is neither one of {} nor lies in one of them",
        folders.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(wanted: &str) -> Vec<(&'static str, String)> {
        let parts = found(wanted).expect("it is there");
        let pairs = parts.into_iter().map(|part| (part.area.folder, part.files));
        pairs.collect()
    }

    #[test]
    fn an_area_is_a_folder_and_a_file_belongs_to_its_area() {
        for (wanted, area, expected) in [
            ("traffic", "traffic", "core/src/traffic/**/*.rs"),
            (
                "core/src/consensus/raft/",
                "consensus",
                "core/src/consensus/raft/**/*.rs",
            ),
            (
                "core/src/resilience/budget.rs",
                "resilience",
                "core/src/resilience/budget.rs",
            ),
            (
                "core/src/verdicts/linearizability/memo.rs",
                "verdicts/linearizability",
                "core/src/verdicts/linearizability/memo.rs",
            ),
        ] {
            assert_eq!(files(wanted), [(area, expected.to_string())], "{wanted}");
        }
    }

    #[test]
    fn nothing_is_looked_at_twice() {
        let parts = found("verdicts").expect("it is an area");
        let options: Vec<_> = parts
            .iter()
            .map(|part| part.selection().join(" "))
            .collect();
        let inner = "core/src/verdicts/linearizability/**/*.rs";
        let outer = format!("--file core/src/verdicts/**/*.rs --exclude {inner}");
        assert_eq!(options, [format!("--file {inner}"), outer]);
    }

    #[test]
    fn what_is_no_machine_and_no_checker_is_refused() {
        let refused = found("core/src/kernel").unwrap_err();
        assert!(refused.starts_with("`core/src/kernel` is neither one of replication, "));
    }
}
