//! Problems of an input, each with its path, what was found and what is allowed.

use std::fmt;

use serde::Serialize;

/// Path in a document: `nodes.app.concurrency`.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug, Serialize)]
pub struct Path(String);

/// One problem, and where it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Issue {
    /// Dotted path; empty for the document as a whole.
    pub path: String,
    /// Sentence that says what was found and what is allowed.
    pub problem: String,
}

/// All problems of a document.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Issues(pub Vec<Issue>);

/// Number of issues that are kept; further ones are only counted, since nobody reads the hundredth.
const KEPT: usize = 20;

impl Path {
    /// Path of the document as a whole.
    pub fn root() -> Self {
        Self::default()
    }

    /// Path of the entry `name` below this one.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        let name = shorten(name);
        if self.0.is_empty() {
            Self(name)
        } else {
            Self(format!("{}.{name}", self.0))
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Issues {
    /// Adds one issue.
    pub fn add(&mut self, path: &Path, problem: impl Into<String>) {
        if self.0.len() < KEPT {
            self.0.push(Issue {
                path: path.0.clone(),
                problem: problem.into(),
            });
        }
    }

    /// True if there are no issues.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns `value` if there are no issues.
    ///
    /// # Errors
    /// These issues, if there are any.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl From<Issue> for Issues {
    fn from(issue: Issue) -> Self {
        Self(vec![issue])
    }
}

impl Issue {
    /// An issue of the document as a whole.
    pub fn whole(problem: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", self.path, self.problem)
        }
    }
}

impl fmt::Display for Issues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, issue) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            issue.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Issue {}

impl std::error::Error for Issues {}

/// Lists names for a sentence, only the first if there are many.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 20;
    let mut names: Vec<_> = names.into_iter().map(shorten).collect();
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    let names = names.join(", ");
    if more == 0 {
        names
    } else {
        format!("{names} and {more} more")
    }
}

/// Makes text from a hostile document fit for a sentence: one short line without control characters.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let is_plain = |c: u8| (b' '..=b'~').contains(&c);
    if text.len() <= LONGEST && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(LONGEST)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        format!("{clean}...")
    } else {
        clean
    }
}
/// One of the values of an option, or a sentence that lists them.
pub(crate) fn choose<T: Copy>(found: &str, allowed: &[(&str, T)]) -> Result<T, String> {
    let names: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
    let chosen = allowed.iter().find(|(name, _)| *name == found);
    chosen.map(|(_, value)| *value).ok_or_else(|| {
        format!(
            "found \"{}\", allowed is {}",
            shorten(found),
            names.join(" or ")
        )
    })
}
