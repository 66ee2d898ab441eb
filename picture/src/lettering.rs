//! Faces of text, how wide text is, and names as they may be shown.
//!
//! Nobody can ask a font here, so widths are estimated by a table of a wide system font: what fits by the estimate
//! fits on every platform.

use std::borrow::Cow;

/// Characters of a name that are shown; a longer one ends in an ellipsis.
pub const NAME_LIMIT: usize = 40;

/// Size and weight of a line of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Face {
    /// Title of a figure.
    Title,
    /// Name of a node.
    Name,
    /// A line under the name.
    Detail,
    /// Words on a span or a call that must be seen.
    Notice,
    /// A number at a call, words at an axis.
    Small,
    /// The number of a process.
    Digit,
    /// A number in a badge or in a cell.
    Tiny,
}

impl Face {
    /// Size of its letters in pixels.
    pub fn size(self) -> f64 {
        match self {
            Self::Title => 14.0,
            Self::Name => 13.5,
            Self::Detail => 12.0,
            Self::Notice | Self::Small => 11.0,
            Self::Digit => 11.5,
            Self::Tiny => 9.5,
        }
    }

    /// Its CSS class, which gives its weight.
    pub fn class(self) -> &'static str {
        match self {
            Self::Title => "p-title",
            Self::Name => "p-name",
            Self::Detail => "p-detail",
            Self::Notice => "p-notice",
            Self::Small => "p-small",
            Self::Digit => "p-digit",
            Self::Tiny => "p-tiny",
        }
    }

    /// How much wider than the regular weight it is.
    fn stretch(self) -> f64 {
        match self {
            Self::Title | Self::Name | Self::Notice | Self::Digit | Self::Tiny => 1.12,
            Self::Detail | Self::Small => 1.0,
        }
    }

    /// How wide a text is in it, in pixels.
    pub fn width(self, text: &str) -> f64 {
        let units: u32 = text.chars().map(advance).sum();
        f64::from(units) * self.size() * self.stretch() / 1000.0
    }

    /// The text, or as much of it as fits into a width, with an ellipsis.
    pub fn fit(self, text: &str, width: f64) -> Cow<'_, str> {
        if self.width(text) <= width {
            return Cow::Borrowed(text);
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() {
            let shorter = ended(&kept);
            if self.width(&shorter) <= width {
                return Cow::Owned(shorter);
            }
        }
        Cow::Borrowed("")
    }
}

fn ended(kept: &[char]) -> String {
    let text: String = kept.iter().collect();
    format!("{}\u{2026}", text.trim_end())
}

/// A name as it may be shown: one line, nothing invisible, at most [`NAME_LIMIT`] characters.
pub fn name(text: &str) -> String {
    shown(text, NAME_LIMIT)
}

/// A text as it may be shown: one line, nothing invisible, at most so many characters.
pub fn shown(text: &str, limit: usize) -> String {
    // A hostile text may be long: what lies beyond any limit is never looked at.
    let mut kept: Vec<char> = Vec::new();
    let mut marks = 0;
    for letter in text.chars().take(limit * 8).filter_map(visible) {
        marks = if is_mark(letter) { marks + 1 } else { 0 };
        let doubled = letter == ' ' && kept.last().is_none_or(|last| *last == ' ');
        if marks <= 2 && !doubled {
            kept.push(letter);
        }
    }
    cut(&kept, text, limit)
}

fn cut(kept: &[char], whole: &str, limit: usize) -> String {
    let more = kept.len() > limit || whole.chars().nth(limit * 8).is_some();
    if more {
        ended(&kept[..kept.len().min(limit.saturating_sub(1))])
    } else {
        kept.iter().collect::<String>().trim_end().to_owned()
    }
}

/// The letter, a space for what breaks lines, or nothing for what controls or turns the text around it.
fn visible(letter: char) -> Option<char> {
    match letter {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() || turns(c) => None,
        c => Some(c),
    }
}

/// True if a letter has no form of its own: it controls or joins its neighbours, or is none.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// True if a letter is drawn over the one before it.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Width of a letter in thousandths of the size.
fn advance(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | 'I' | 'J' | '\'' => 296,
        ' ' | '.' | ',' | '/' | '\\' | '|' | ':' | ';' => 338,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '!' => 412,
        's' | 'c' | 'z' | '*' | '_' | '`' | '"' | '?' => 551,
        'v' | 'x' | 'y' | 'k' | 'L' | 'F' => 593,
        'a'..='h' | 'n'..='u' | '0'..='9' | '$' | '{' | '}' | 'E' | 'P' | 'S' | 'T' | 'Y' => 637,
        'A' | 'B' | 'C' | 'K' | 'R' | 'V' | 'X' | 'Z' => 699,
        'w' | 'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'U' | '&' => 819,
        '+' | '<' | '=' | '>' | '#' | '^' | '~' | 'M' => 864,
        'm' | 'W' | '%' | '@' | '\u{2026}' => 1000,
        mark if is_mark(mark) => 0,
        other => foreign(other),
    }
}

/// Width of a letter beyond ASCII: the widest of its script that is common.
fn foreign(letter: char) -> u32 {
    match u32::from(letter) {
        0xa0..=0x2af => 820,
        0x370..=0x58f => 900,
        0x590..=0x8ff => 800,
        0x900..=0x10ff => 1100,
        0x1100..=0x2fff => 1050,
        0x3000..=0xd7ff | 0xff00..=0xffef => 1020,
        0xfdf0..=0xfdff => 6000,
        0x12000..=0x123ff => 3000,
        0x1f000.. => 1400,
        _ => 1300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_with_an_ellipsis() {
        assert_eq!(name("app"), "app");
        assert_eq!(name(&"a".repeat(40)).chars().count(), 40);
        let cut = name(&"a".repeat(4000));
        assert_eq!(cut.chars().count(), 40);
        assert!(cut.ends_with('\u{2026}'));
    }

    #[test]
    fn what_is_invisible_goes() {
        assert_eq!(name("a\u{202e}b\u{0}c\nd  e "), "abc d e");
        assert_eq!(name("e\u{301}\u{301}\u{301}\u{301}"), "e\u{301}\u{301}");
        assert_eq!(name("\u{200b}\u{200b}"), "");
    }

    #[test]
    fn a_text_fits_or_is_cut_until_it_does() {
        let cut = Face::Name.fit("a very long name of a node", 80.0);
        assert!(Face::Name.width(&cut) <= 80.0);
        assert!(cut.ends_with('\u{2026}'));
        assert_eq!(Face::Name.fit("app", 80.0), "app");
        assert_eq!(Face::Name.fit("app", 1.0), "");
    }
}
