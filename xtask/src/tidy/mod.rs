//! The rules of the code base that no compiler checks, as functions from text to findings.

mod attributes;
mod core_layers;
mod determinism;
mod layers;
mod length;
mod lexer;
mod names;
mod presets;

use crate::{Outcome, places};
use lexer::{Blank, blank};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Where Rust sources are.
const CRATES: [&str; 6] = ["core", "picture", "web", "cli", "tests", "xtask"];

/// Folders that hold what was made or fetched.
const FOREIGN: [&str; 4] = ["target", "node_modules", "dist", "results"];

/// Something that breaks a rule, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A file of Rust, in the forms that rules look at; all have the same lines.
struct Source {
    /// From the root of the checkout, with `/`.
    path: String,
    /// As it is written.
    text: String,
    /// Without comments.
    spoken: String,
    /// Without comments and without the insides of strings.
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            spoken: blank(text, Blank::Comments),
            code: blank(text, Blank::CommentsAndStrings),
        }
    }

    fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            file: self.path.clone(),
            line,
            what: what.into(),
        }
    }

    /// A finding for each line of the code that a rule objects to.
    fn lines(&self, objection: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
        let lines = self.code.lines().enumerate();
        lines
            .filter_map(|(index, line)| Some(self.finding(index + 1, objection(line)?)))
            .collect()
    }
}

type Rule = fn(&Source) -> Vec<Finding>;

/// What every file of Rust is held to.
const RULES: [Rule; 7] = [
    length::of_file,
    length::of_functions,
    names::of_modules,
    attributes::with_reasons,
    determinism::no_hashed_collections,
    determinism::no_platform_floats,
    determinism::no_catch_all,
];

/// Reports everything that breaks a rule.
pub(crate) fn tidy() -> Outcome {
    println!("\n== tidy");
    let findings = findings(&places::root())?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => Err(format!(
            "the code base has rules, and {count} places break one: see above"
        )),
    }
}

fn findings(root: &Path) -> Outcome<Vec<Finding>> {
    let mut findings = Vec::new();
    let layers = core_layers::Table::of(&read(&root.join("ARCHITECTURE.md"))?)?;
    for file in files(root)? {
        let path = relative(root, &file);
        findings.extend(names::of_path(&path));
        if file.extension().is_some_and(|extension| extension == "rs") {
            let source = Source::new(&path, &read(&file)?);
            findings.extend(findings_in(&source));
            findings.extend(core_layers::upwards(&layers, &source));
        }
    }
    for (manifest, banned) in layers::BANNED {
        findings.extend(layers::of_manifest(
            manifest,
            &read(&root.join(manifest))?,
            banned,
        ));
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap_or_default();
    findings.extend(presets::unlisted(&presets::all(root), &readme));
    Ok(findings)
}

fn findings_in(source: &Source) -> Vec<Finding> {
    let ruled = RULES.iter().flat_map(|rule| rule(source));
    ruled.chain(layers::page_names_no_pattern(source)).collect()
}

/// Every file of the crates, in the order of their names.
fn files(root: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in CRATES {
        collect(&root.join(folder), &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    let entries = fs::read_dir(folder)
        .map_err(|cause| format!("{} cannot be read: {cause}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if !path.is_dir() {
            found.push(path);
        } else if !FOREIGN.contains(&&*entry.file_name().to_string_lossy()) {
            collect(&path, found)?;
        }
    }
    Ok(())
}

fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .unwrap_or(file)
        .to_string_lossy()
        .replace('\\', "/")
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|cause| format!("{} cannot be read: {cause}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_a_place_and_a_sentence() {
        let finding = Source::new("core/src/a.rs", "").finding(3, "mend this");
        assert_eq!(finding.to_string(), "core/src/a.rs:3: mend this");
    }

    #[test]
    fn rules_look_at_files_of_every_crate_and_at_nothing_fetched() {
        let files = files(&places::root()).expect("the checkout can be read");
        let paths: Vec<String> = files
            .iter()
            .map(|file| relative(&places::root(), file))
            .collect();
        assert!(paths.iter().any(|path| path == "xtask/src/tidy/mod.rs"));
        assert!(!paths.iter().any(|path| path.contains("node_modules")));
    }
}
