//! Sources: a scenario is a lab, a file, a link, or standard input; a history is a file or standard input.

use std::fs::File;
use std::io::{self, ErrorKind, Read};

use netsplit_core::history;
use netsplit_core::link::Link;
use netsplit_core::params::{Issue, Issues};
use netsplit_core::presets;
use netsplit_core::scenario::Document;

/// Maximum number of bytes that are read, so that a wrong file is refused before it fills the memory.
const LARGEST: usize = 2_000_000;

/// Reads the scenario that a text names.
///
/// # Errors
/// If there is none of this name, or it cannot be read.
pub(crate) fn open(text: &str) -> Result<Link, Issues> {
    if text == "-" {
        return document(name(text), read(io::stdin().lock()));
    }
    if presets::find(text).is_some() {
        return Ok(Link::open(&format!("lab={text}"), ""));
    }
    if Link::is_meant(text) {
        return Link::follow(text);
    }
    document(text, read_file(text))
}

/// Reads the scenario that a text names, or every lab, each with its name.
///
/// # Errors
/// If the scenario cannot be read.
pub(crate) fn open_or_all(text: Option<&str>) -> Result<Vec<(String, Link)>, Issues> {
    let named = |text: &str| {
        let link = open(text)?;
        let name = link.lab.clone().unwrap_or_else(|| text.to_owned());
        Ok((name, link))
    };
    match text {
        Some(text) => Ok(vec![named(text)?]),
        None => presets::all()
            .iter()
            .map(|preset| named(preset.id))
            .collect(),
    }
}

/// Reads the bytes of a history from a file or standard input, up to the limit of the checker.
///
/// # Errors
/// If it cannot be read, or is too large.
pub(crate) fn history(text: &str) -> Result<Vec<u8>, Issues> {
    let bytes = if text == "-" {
        read_bytes(io::stdin().lock(), history::LARGEST)
    } else {
        open_file(text).and_then(|file| read_bytes(file, history::LARGEST))
    };
    bytes.map_err(|problem| issue(name(text), &unread(problem)))
}

/// Name of a source, for messages.
pub(crate) fn name(text: &str) -> &str {
    if text == "-" { "standard input" } else { text }
}

/// A scenario that was read, as a link to itself, without a lab and without changes.
fn document(name: &str, text: Result<String, String>) -> Result<Link, Issues> {
    let text = text.map_err(|problem| issue(name, &problem))?;
    let document = Document::parse(&text).map_err(|issues| named(name, issues))?;
    Ok(Link::to(document))
}

/// The issues, with the name of the document for those of the document as a whole.
fn named(name: &str, mut issues: Issues) -> Issues {
    for issue in issues.0.iter_mut().filter(|issue| issue.path.is_empty()) {
        name.clone_into(&mut issue.path);
    }
    issues
}

/// Reason why nothing was read.
enum Unread {
    /// An error of the system.
    Refused(io::Error),
    /// Unsuitable contents, as a sentence.
    Unfit(String),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Refused(error)
    }
}

fn read_file(name: &str) -> Result<String, String> {
    let file = open_file(name).map_err(unreadable)?;
    read(file)
}

fn open_file(name: &str) -> Result<File, Unread> {
    let file = File::open(name)?;
    if file.metadata()?.is_dir() {
        let problem = "found a directory, allowed is a file";
        return Err(Unread::Unfit(problem.to_owned()));
    }
    Ok(file)
}

/// Problem of a scenario that was not read.
fn unreadable(problem: Unread) -> String {
    let labs: Vec<_> = presets::all().iter().map(|preset| preset.id).collect();
    let missing = format!(
        "found neither a lab nor a file of this name; allowed is a lab ({}), a file, a link, or - for the standard input",
        labs.join(", ")
    );
    sentence(problem, missing)
}

/// Problem of a history that was not read.
fn unread(problem: Unread) -> String {
    let missing = "found no file of this name, allowed is a file, or - for the standard input";
    sentence(problem, missing.to_owned())
}

fn sentence(problem: Unread, missing: String) -> String {
    match problem {
        Unread::Unfit(problem) => problem,
        Unread::Refused(error) if error.kind() == ErrorKind::NotFound => missing,
        Unread::Refused(error) => format!("this file cannot be read: {error}"),
    }
}

fn read(input: impl Read) -> Result<String, String> {
    let bytes = read_bytes(input, LARGEST).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("found bytes that are not UTF-8 at offset {at}, allowed is JSON in UTF-8")
    })
}

/// Everything there is, or the refusal of more than that many bytes.
fn read_bytes(input: impl Read, largest: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    input.take(largest as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > largest {
        return Err(Unread::Unfit(format!(
            "found more than {largest} bytes, allowed are at most these"
        )));
    }
    Ok(bytes)
}

fn issue(path: &str, problem: &str) -> Issues {
    Issue {
        path: path.to_owned(),
        problem: problem.to_owned(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_ends_at_the_limit() {
        let refusal = read(io::repeat(b' ')).unwrap_err();
        assert!(refusal.contains("more than 2000000 bytes"), "{refusal}");
    }
}
