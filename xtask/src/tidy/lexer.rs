//! Just enough of Rust's grammar to tell code from comments and strings.

/// What to replace by spaces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// Comments, doc comments among them.
    Comments,
    /// Comments, and what stands between the quotes of strings and characters.
    CommentsAndStrings,
}

/// The text with some of it blank; lines and columns stay where they are.
pub(super) fn blank(text: &str, what: Blank) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while !rest.is_empty() {
        let (length, kind) = token(rest, kept.chars().next_back());
        let (now, later) = rest.split_at(length);
        match kind {
            Kind::Code => kept.push_str(now),
            Kind::Comment => kept.extend(now.chars().map(space)),
            Kind::Quoted if what == Blank::Comments => kept.push_str(now),
            Kind::Quoted => kept.extend(now.chars().map(unspoken)),
        }
        rest = later;
    }
    kept
}

#[derive(Clone, Copy)]
enum Kind {
    Code,
    Comment,
    Quoted,
}

fn space(letter: char) -> char {
    if letter == '\n' { '\n' } else { ' ' }
}

/// The quotes stay, so that what is left still reads as Rust.
fn unspoken(letter: char) -> char {
    if letter == '"' || letter == '\'' {
        letter
    } else {
        space(letter)
    }
}

/// The length and kind of what the text starts with.
fn token(text: &str, before: Option<char>) -> (usize, Kind) {
    let in_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if text.starts_with("//") {
        (text.find('\n').unwrap_or(text.len()), Kind::Comment)
    } else if text.starts_with("/*") {
        (block_comment(text), Kind::Comment)
    } else if let Some(length) = raw_string(text).filter(|_| !in_word) {
        (length, Kind::Quoted)
    } else if text.starts_with('"') {
        (quoted(text, '"'), Kind::Quoted)
    } else if let Some(length) = character(text) {
        (length, Kind::Quoted)
    } else {
        (text.chars().next().map_or(0, char::len_utf8), Kind::Code)
    }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of a raw string, `r#"..."#`, if the text starts with one.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = if text.starts_with('b') { 2 } else { 1 };
    let hashes = text.trim_start_matches('b').strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    let inside = hashes.trim_start_matches('#').strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(count));
    let length = inside
        .find(&close)
        .map_or(inside.len(), |at| at + close.len());
    Some(prefix + count + 1 + length)
}

/// The length up to and with the closing quote; a backslash hides what follows it.
fn quoted(text: &str, quote: char) -> usize {
    let mut hidden = false;
    for (at, letter) in text.char_indices().skip(1) {
        if !hidden && letter == quote {
            return at + 1;
        }
        hidden = !hidden && letter == '\\';
    }
    text.len()
}

/// The length of a character in quotes; a lifetime has no second quote where a character has one.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let mut letters = inside.chars();
    let is_character = letters.next()? == '\\' || letters.next() == Some('\'');
    is_character.then(|| quoted(text, '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        blank(text, Blank::CommentsAndStrings)
    }

    #[test]
    fn comments_become_blank() {
        assert_eq!(
            code("a // b\nc /* d /* e */ f */ g"),
            "a     \nc                   g"
        );
    }

    #[test]
    fn strings_keep_their_quotes_only() {
        assert_eq!(code(r#"f("a\"b", 'c')"#), r#"f("  " ", ' ')"#);
        assert_eq!(code("r#\"a\"b\"# + 1"), "  \" \" \"  + 1");
        assert_eq!(blank("\"a\" // b", Blank::Comments), "\"a\"     ");
    }

    #[test]
    fn a_lifetime_opens_no_string() {
        assert_eq!(code("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
    }

    #[test]
    fn lines_stay_lines() {
        let text = "/*\n*/ \"\n\" // x\n";
        assert_eq!(code(text).lines().count(), text.lines().count());
    }
}
