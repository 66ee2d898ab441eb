//! A reader of EDN, the data notation of Clojure: the subset that histories are written in.
//!
//! Maps, vectors, lists, sets, keywords, strings, whole numbers, nil; everything else (symbols, booleans, floats,
//! characters) is kept as its text. Comments and `#_ discarded` forms are skipped; of a tagged form `#tag form` the tag is.
//! Source: github.com/edn-format/edn.

use std::fmt;

use super::at_line;
use crate::params::Issue;

/// Deeper nesting is refused: no history needs it, and recursion must end somewhere.
const DEEPEST: u32 = 64;

/// A piece of data.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Form {
    Nil,
    Int(i64),
    Text(String),
    /// Without its colon.
    Keyword(String),
    /// A symbol, a boolean, a float, a character: as written.
    Word(String),
    /// A vector, a list or a set.
    List(Vec<Form>),
    Map(Vec<(Form, Form)>),
}

/// Reads one form after another.
pub(super) struct Reader<'a> {
    rest: &'a str,
    line: u32,
    /// What ends the vector or list that was entered, and the line where it began.
    entered: Option<(char, u32)>,
}

impl<'a> Reader<'a> {
    /// A reader of a text that begins on that line.
    pub(super) fn at_line(text: &'a str, line: u32) -> Self {
        Self {
            rest: text,
            line,
            entered: None,
        }
    }

    /// The line on which the reader stands.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Steps into a vector or list that comes next, or out of the one that ends here; false if neither comes.
    pub(super) fn enter(&mut self) -> Result<bool, Issue> {
        self.skip()?;
        match (self.peek(), self.entered) {
            (Some(open @ ('[' | '(')), None) => {
                let close = if open == '[' { ']' } else { ')' };
                self.entered = Some((close, self.line));
            }
            (Some(close), Some((expected, _))) if close == expected => self.entered = None,
            _ => return Ok(false),
        }
        self.bump();
        Ok(true)
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> Result<bool, Issue> {
        self.skip()?;
        match self.entered {
            Some((close, line)) if self.rest.is_empty() => Err(self.found(
                "the end of the text",
                &format!("the \"{close}\" of line {line}"),
            )),
            _ => Ok(self.rest.is_empty()),
        }
    }

    /// The next form, if there is one.
    pub(super) fn form(&mut self) -> Result<Option<Form>, Issue> {
        self.skip()?;
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.nested(0).map(Some)
    }

    fn nested(&mut self, depth: u32) -> Result<Form, Issue> {
        if depth > DEEPEST {
            let allowed = format!("at most {DEEPEST} levels");
            return Err(self.found("deeper nesting", &allowed));
        }
        self.skip_at(depth)?;
        match self.peek() {
            None => Err(self.found("the end of the text", "a value")),
            Some('{') => self.map(depth),
            Some('[') => self.list(']', depth),
            Some('(') => self.list(')', depth),
            Some('"') => self.text(),
            Some('#') => self.tagged(depth),
            Some('\\') => Ok(Form::Word(self.character())),
            Some(close @ (']' | ')' | '}')) => Err(self.found(&format!("\"{close}\""), "a value")),
            Some(_) => Ok(word(self.token())),
        }
    }

    fn list(&mut self, close: char, depth: u32) -> Result<Form, Issue> {
        self.bump();
        let mut items = Vec::new();
        while !self.closes(close, depth)? {
            items.push(self.nested(depth + 1)?);
        }
        Ok(Form::List(items))
    }

    fn map(&mut self, depth: u32) -> Result<Form, Issue> {
        self.bump();
        let mut pairs = Vec::new();
        while !self.closes('}', depth)? {
            let name = self.nested(depth + 1)?;
            pairs.push((name, self.nested(depth + 1)?));
        }
        Ok(Form::Map(pairs))
    }

    fn closes(&mut self, close: char, depth: u32) -> Result<bool, Issue> {
        self.skip_at(depth)?;
        let closes = self.peek() == Some(close);
        if closes {
            self.bump();
        }
        Ok(closes)
    }

    /// A set, a pattern, or a tag, of which only the form that it tags is kept.
    fn tagged(&mut self, depth: u32) -> Result<Form, Issue> {
        self.bump();
        match self.peek() {
            Some('{') => self.list('}', depth),
            Some('"') => self.text(),
            _ => {
                self.token();
                self.nested(depth + 1)
            }
        }
    }

    fn text(&mut self) -> Result<Form, Issue> {
        let line = self.line;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('"') => return Ok(Form::Text(text)),
                Some('\\') => text.extend(self.escaped()),
                Some(c) => text.push(c),
                None => {
                    let allowed = format!("the end of the text in quotes of line {line}");
                    return Err(self.found("the end of the file", &allowed));
                }
            }
        }
    }

    /// What a backslash makes of the next character; an unknown escape is the character itself.
    fn escaped(&mut self) -> Option<char> {
        let c = self.bump()?;
        if c == 'u' {
            let code = self.rest.get(..4)?;
            let c = u32::from_str_radix(code, 16).ok()?;
            self.rest = &self.rest[4..];
            return char::from_u32(c);
        }
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            other => other,
        })
    }

    fn character(&mut self) -> String {
        let mut text = String::new();
        text.extend(self.bump());
        text.extend(self.bump());
        text.push_str(self.token());
        text
    }

    /// The longest run of characters that make a word.
    fn token(&mut self) -> &'a str {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || ",()[]{}\";".contains(c))
            .unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token
    }

    fn skip(&mut self) -> Result<(), Issue> {
        self.skip_at(0)
    }

    /// Skips blanks, comments and discarded forms.
    fn skip_at(&mut self, depth: u32) -> Result<(), Issue> {
        loop {
            match self.peek() {
                Some(c) if c.is_whitespace() || c == ',' => {
                    self.bump();
                }
                Some(';') => {
                    let end = self.rest.find('\n').unwrap_or(self.rest.len());
                    self.rest = &self.rest[end..];
                }
                Some('#') if self.rest.starts_with("#_") => {
                    self.rest = &self.rest[2..];
                    self.nested(depth + 1)?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.line += u32::from(c == '\n');
        Some(c)
    }

    fn found(&self, found: &str, allowed: &str) -> Issue {
        at_line(self.line, format!("found {found}, allowed is {allowed}"))
    }
}

/// A text as the one form that it is; nothing if it is none, or more.
pub(super) fn only_form(text: &str) -> Option<Form> {
    let mut reader = Reader::at_line(text, 1);
    let form = reader.form().ok().flatten()?;
    reader.is_at_end().is_ok_and(|end| end).then_some(form)
}

fn word(token: &str) -> Form {
    match (token, token.strip_prefix(':'), token.parse()) {
        ("nil", ..) => Form::Nil,
        (_, Some(name), _) => Form::Keyword(name.to_owned()),
        (_, None, Ok(number)) => Form::Int(number),
        // `3N` is a big integer of Clojure that happens to be small.
        (_, None, Err(_)) => token
            .strip_suffix('N')
            .and_then(|digits| digits.parse().ok())
            .map_or_else(|| Form::Word(token.to_owned()), Form::Int),
    }
}

impl Form {
    /// The text of a keyword or a text.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Keyword(name) | Self::Text(name) => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("nil"),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Keyword(name) => write!(f, ":{name}"),
            Self::Word(word) => f.write_str(word),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { " " } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Map(pairs) => {
                f.write_str("{")?;
                for (index, (name, value)) in pairs.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{name} {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}
