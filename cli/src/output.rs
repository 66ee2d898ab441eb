//! Output: results on the standard output, complaints and progress on the standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use netsplit_core::params::{Issue, Issues};
use serde::Serialize;

/// Prints text. Returns false if nobody reads any more: `netsplit ... | head` closes the pipe early.
///
/// # Errors
/// If it cannot be written, such as to a full disk.
pub(crate) fn print(text: &str) -> Result<bool, Issues> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(unwritable(&error.to_string())),
    }
}

/// Prints a value as indented JSON.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn print_json(value: &impl Serialize) -> Result<bool, Issues> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| unwritable(&error.to_string()))?;
    print(&(escaped(&text) + "\n"))
}

/// JSON in which letters that could steer a terminal are escaped: the same value, and harmless to look at.
pub(crate) fn escaped(json: &str) -> String {
    let escape = |letter: char| match letter {
        '\n' => "\n".to_owned(),
        _ if steers(letter) => format!("\\u{:04x}", u32::from(letter)),
        _ => letter.to_string(),
    };
    json.chars().map(escape).collect()
}

fn unwritable(why: &str) -> Issues {
    Issue::whole(format!("the output cannot be written: {why}")).into()
}

/// Prints problems, one sentence per line.
pub(crate) fn complain(issues: &Issues) {
    for issue in &issues.0 {
        note(&one_line(&issue.to_string()));
    }
}

/// Prints a note on standard error.
pub(crate) fn note(text: &str) {
    // A failure to write to standard error cannot be reported.
    let _ = writeln!(io::stderr(), "{}", harmless(text));
}

/// Text in which letters that could steer a terminal or fake output are shown as U+FFFD. Lines stay lines.
pub(crate) fn harmless(text: &str) -> String {
    let clean = |letter: char| match letter {
        '\n' => letter,
        _ if steers(letter) => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(clean).collect()
}

/// The same of a title or a name, which is one line.
pub(crate) fn one_line(text: &str) -> String {
    harmless(text).replace('\n', "\u{fffd}")
}

/// Tells control characters, marks that turn the direction of writing, and separators of lines.
fn steers(letter: char) -> bool {
    let is_direction = matches!(
        letter,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    letter.is_control() || is_direction || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// One line of progress on a terminal; nothing where the standard error is none.
pub(crate) struct Progress {
    is_seen: bool,
}

impl Progress {
    /// Progress that has not been shown yet.
    pub(crate) fn new() -> Self {
        Self {
            is_seen: io::stderr().is_terminal(),
        }
    }

    /// Replaces the line.
    pub(crate) fn show(&self, text: &str) {
        if self.is_seen {
            let _ = write!(io::stderr(), "\r\x1b[K{}", one_line(text));
        }
    }

    /// Removes the line, before results are printed.
    pub(crate) fn clear(&self) {
        self.show("");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_fake_output_are_shown_as_such() {
        let title = "a\u{1b}[2J\nb\u{202e}c\u{2066}\u{200f}\u{2028}\u{85}\u{7f}";
        let shown = format!("a{0}[2J\nb{0}c{0}{0}{0}{0}{0}", '\u{fffd}');
        assert_eq!(harmless(title), shown);
        assert_eq!(one_line(title), shown.replace('\n', "\u{fffd}"));
        assert_eq!(
            one_line("caf\u{e9} \u{5e9}\u{5dc}"),
            "caf\u{e9} \u{5e9}\u{5dc}"
        );
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        let value = serde_json::json!({ "title": "a\u{202e}b\u{9b}\n" });
        let text = escaped(&value.to_string());
        assert_eq!(text, "{\"title\":\"a\\u202eb\\u009b\\n\"}");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, value);
    }
}
