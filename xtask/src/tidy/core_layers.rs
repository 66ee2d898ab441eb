//! Who may know whom inside core: the table "Core, from the bottom up" of `ARCHITECTURE.md` is the rule.
//!
//! A row of the table is a layer; its first column names modules by their paths, in backticks. `stores/*/params` names
//! every file of that name: where a folder holds all of one concept, its files may belong to different layers. The most
//! specific name counts. A module may import from its own row and from the rows above its own in the table, which is
//! printed with the bottom first.

use super::{Finding, Source};

/// Heading of the section with the table.
const SECTION: &str = "## Core, from the bottom up";

/// Words that begin a path and name no module of core.
const RELATIVE: [&str; 3] = ["crate", "super", "self"];

/// The layers, from the bottom up.
#[derive(Debug)]
pub(super) struct Table {
    /// Each module's path, as segments, and its layer.
    modules: Vec<(Vec<String>, usize)>,
}

impl Table {
    /// Reads the table of a document.
    pub(super) fn of(document: &str) -> Result<Self, String> {
        let section = document.split_once(SECTION).map(|(_, rest)| rest);
        let section =
            section.ok_or_else(|| format!("ARCHITECTURE.md has no section `{SECTION}`"))?;
        let section = section.split("\n## ").next().unwrap_or_default();
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        let modules: Vec<_> = rows
            .enumerate()
            .flat_map(|(layer, row)| named(row).map(move |name| (segments(name), layer)))
            .collect();
        if modules.is_empty() {
            return Err(format!(
                "`{SECTION}` of ARCHITECTURE.md has no table of modules"
            ));
        }
        Ok(Self { modules })
    }

    /// The layer of a path, by the most specific name that covers it; the words at its end may name no module.
    fn layer(&self, path: &[String]) -> Option<usize> {
        let covers = |name: &[String]| {
            name.len() <= path.len()
                && name
                    .iter()
                    .zip(path)
                    .all(|(own, word)| own == "*" || own == word)
        };
        let known = self.modules.iter().filter(|(name, _)| covers(name));
        let best = known.max_by_key(|(name, _)| name.len());
        best.map(|(_, layer)| *layer)
    }
}

/// The names in the first cell of a row.
fn named(row: &str) -> impl Iterator<Item = &str> {
    let cell = row.trim_start_matches('|').split('|').next();
    cell.unwrap_or_default().split('`').skip(1).step_by(2)
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

/// Each import of core from a layer above the file's own.
pub(super) fn upwards(table: &Table, source: &Source) -> Vec<Finding> {
    let Some(own) = module(&source.path) else {
        return Vec::new();
    };
    let name = own.join("/");
    let Some(layer) = table.layer(&own) else {
        let what =
            format!("`{name}` is in no layer: give it a row in the table of ARCHITECTURE.md");
        return vec![source.finding(1, what)];
    };
    let found = imports(&source.code, &own);
    let upwards = found.into_iter().filter_map(|Import { line, path }| {
        let above = table.layer(&path).is_some_and(|other| other > layer);
        let what = format!(
            "`{name}` must not know `{}`, which is of a higher layer (ARCHITECTURE.md): take it as an argument, or move what both need down",
            path.join("/")
        );
        above.then(|| source.finding(line, what))
    });
    upwards.collect()
}

/// The path of the module that a file of core holds, unless it is a test or the root.
fn module(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix("core/src/")?.strip_suffix(".rs")?;
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let own = segments(path);
    let is_test = own.iter().any(|word| word == "tests");
    (!is_test && path != "lib").then_some(own)
}

/// A path of core that a file names.
struct Import {
    line: usize,
    path: Vec<String>,
}

/// Every path of core that stands in the code before its tests, groups in braces taken apart.
fn imports(code: &str, own: &[String]) -> Vec<Import> {
    let shipped = code
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let mut found = Vec::new();
    for start in RELATIVE {
        for (at, _) in shipped.match_indices(&format!("{start}::")) {
            let before = shipped[..at].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || "_:$".contains(letter)) {
                continue;
            }
            let line = 1 + shipped[..at].matches('\n').count();
            let mut paths = Vec::new();
            leaves(&shipped[at..], Vec::new(), &mut paths);
            let resolved = paths.into_iter().filter_map(|path| resolve(own, &path));
            found.extend(resolved.map(|path| Import { line, path }));
        }
    }
    found
}

/// The paths that a tree of imports names, and what follows it.
fn leaves<'a>(text: &'a str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text.trim_start();
    loop {
        let end = rest
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(rest.len());
        if end > 0 {
            path.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        let Some(next) = rest.strip_prefix("::") else {
            found.push(path);
            return rest;
        };
        rest = next.trim_start();
        if let Some(group) = rest.strip_prefix('{') {
            return group_of(group, &path, found);
        }
        if !rest.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
            found.push(path);
            return rest;
        }
    }
}

fn group_of<'a>(text: &'a str, path: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text.trim_start();
    while !rest.is_empty() && !rest.starts_with('}') {
        rest = leaves(rest, path.to_vec(), found);
        let next = rest.find([',', '}']).unwrap_or(rest.len());
        rest = rest[next..].trim_start_matches(',').trim_start();
    }
    rest.strip_prefix('}').unwrap_or(rest)
}

/// A path from the root of core, from one that begins with `crate`, `super` or `self`.
fn resolve(own: &[String], path: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|word| *word == "super").count();
    let rest = path.get(ups.max(1)..)?;
    let base = match path.first()?.as_str() {
        "crate" => &[],
        _ => own.get(..own.len().checked_sub(ups)?)?,
    };
    Some(base.iter().chain(rest).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# Map\n\n## Core, from the bottom up\n\n| module | holds |\n|---|---|\n\
        | `time`, `luck` | moments |\n| `scenario`, `stores/*/params` | what a person says |\n\
        | `stores` | all of a store |\n| `views` | what is shown |\n\n## Else\n\n| `time` | no |\n";

    fn found(path: &str, text: &str) -> Vec<(usize, String)> {
        let table = Table::of(DOCUMENT).expect("there is a table");
        let findings = upwards(&table, &Source::new(path, text));
        let told = |finding: Finding| {
            let name = finding
                .what
                .split('`')
                .nth(3)
                .unwrap_or_default()
                .to_owned();
            (finding.line, name)
        };
        findings.into_iter().map(told).collect()
    }

    fn names(path: &str, text: &str) -> Vec<String> {
        found(path, text)
            .into_iter()
            .map(|(_, name)| name)
            .collect()
    }

    #[test]
    fn a_layer_knows_its_own_and_those_below() {
        assert_eq!(
            found(
                "core/src/views/a.rs",
                "use crate::{scenario, views::b};\nuse super::b;\n"
            ),
            []
        );
        assert_eq!(
            found("core/src/luck.rs", "use crate::time::{Instant, Span};\n"),
            []
        );
        let text = "use crate::time;\nuse crate::views::{self, Viewer};\n";
        let line =
            |found: Vec<(usize, String)>| found.iter().map(|(line, _)| *line).collect::<Vec<_>>();
        assert_eq!(line(found("core/src/scenario/a.rs", text)), [2, 2]);
    }

    #[test]
    fn paths_in_groups_and_in_code_are_imports_too() {
        let text = "use crate::{\n    scenario::{Document, Call},\n    views::Viewer,\n};\n";
        assert_eq!(
            names("core/src/time.rs", text),
            ["scenario/Document", "scenario/Call", "views/Viewer"]
        );
        assert_eq!(
            names("core/src/time.rs", "fn f() -> crate::views::Viewer {}"),
            ["views/Viewer"]
        );
        assert_eq!(
            names(
                "core/src/time.rs",
                "/// As [`crate::views::Viewer`] says.\nfn f() {}"
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_file_may_be_of_another_layer_than_its_folder() {
        let upwards = "use super::process::Store;\nuse crate::scenario::Document;\n";
        assert_eq!(
            names("core/src/stores/raft/params.rs", upwards),
            ["stores/raft/process/Store"]
        );
        assert_eq!(
            names(
                "core/src/scenario/node.rs",
                "use crate::stores::raft::params::Raft;\n"
            ),
            [""; 0]
        );
        assert_eq!(
            names("core/src/scenario/node.rs", "use crate::stores::raft;\n"),
            ["stores/raft"]
        );
    }

    #[test]
    fn tests_may_know_everything() {
        let text = "use crate::time;\n#[cfg(test)]\nmod tests {\n    use crate::views;\n}\n";
        assert_eq!(names("core/src/scenario.rs", text), [""; 0]);
        assert_eq!(
            names("core/src/scenario/tests/a.rs", "use crate::views;\n"),
            [""; 0]
        );
        assert_eq!(
            names("core/src/scenario/tests.rs", "use crate::views;\n"),
            [""; 0]
        );
    }

    #[test]
    fn every_module_has_a_row() {
        let table = Table::of(DOCUMENT).expect("there is a table");
        let findings = upwards(&table, &Source::new("core/src/novel/a.rs", ""));
        assert!(findings[0].what.contains("in no layer"), "{findings:?}");
        assert!(Table::of("# Map\n").is_err());
        assert!(Table::of("## Core, from the bottom up\n\nNothing.\n").is_err());
    }
}
