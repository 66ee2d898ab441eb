//! The reader: from text to forms, one after another.

use super::{Form, atom};
use crate::history::at_line;
use crate::params::{Issue, shorten};

/// Deeper nesting is refused: no history needs it, and recursion must end somewhere.
const DEEPEST: u32 = 64;

/// Reads one form after another.
pub(in crate::history) struct Reader<'a> {
    rest: &'a str,
    line: u32,
    /// The end of the vector or list that was entered, and the line where it began.
    entered: Option<(char, u32)>,
}

impl<'a> Reader<'a> {
    /// A reader of a text that begins on that line.
    pub(in crate::history) fn at_line(text: &'a str, line: u32) -> Self {
        Self {
            rest: text,
            line,
            entered: None,
        }
    }

    /// The line on which the reader stands.
    pub(in crate::history) fn line(&self) -> u32 {
        self.line
    }

    /// The text that was not read yet.
    pub(in crate::history) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Steps into a vector or list that comes next, or out of the one that ends here; false if neither comes.
    pub(in crate::history) fn enter(&mut self) -> Result<bool, Issue> {
        self.skip(0)?;
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

    /// Tells whether nothing follows.
    pub(in crate::history) fn is_at_end(&mut self) -> Result<bool, Issue> {
        self.skip(0)?;
        match self.entered {
            Some((close, line)) if self.rest.is_empty() => Err(self.found(
                "the end of the text",
                &format!("the \"{close}\" of line {line}"),
            )),
            _ => Ok(self.rest.is_empty()),
        }
    }

    /// The next form, if there is one.
    pub(in crate::history) fn form(&mut self) -> Result<Option<Form>, Issue> {
        self.skip(0)?;
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
        self.skip(depth)?;
        match self.peek() {
            None => Err(self.found("the end of the text", "a value")),
            Some('{') => self.map(depth),
            Some('[') => Ok(Form::List(self.items(']', depth)?)),
            Some('(') => Ok(Form::List(self.items(')', depth)?)),
            Some('"') => self.text().map(Form::Text),
            Some('#') => self.marked(depth),
            Some('\\') => self.character(),
            Some(close @ (']' | ')' | '}')) => Err(self.found(&format!("\"{close}\""), "a value")),
            Some(_) => self.word(),
        }
    }

    /// All forms up to the end of a vector, a list or a set.
    fn items(&mut self, close: char, depth: u32) -> Result<Vec<Form>, Issue> {
        self.bump();
        let mut items = Vec::new();
        while !self.closes(close, depth)? {
            items.push(self.nested(depth + 1)?);
        }
        Ok(items)
    }

    fn set(&mut self, depth: u32) -> Result<Form, Issue> {
        let items = self.items('}', depth)?;
        Form::set(items).map_err(|twice| self.twice(&twice))
    }

    fn map(&mut self, depth: u32) -> Result<Form, Issue> {
        let pairs = self.pairs(depth)?;
        Form::map(pairs).map_err(|twice| self.twice(&twice))
    }

    fn pairs(&mut self, depth: u32) -> Result<Vec<(Form, Form)>, Issue> {
        self.bump();
        let mut pairs = Vec::new();
        while !self.closes('}', depth)? {
            let name = self.nested(depth + 1)?;
            pairs.push((name, self.nested(depth + 1)?));
        }
        Ok(pairs)
    }

    fn twice(&self, form: &Form) -> Issue {
        let found = format!("{} twice", shorten(&form.to_string()));
        self.found(&found, "each name of a map and each item of a set once")
    }

    fn closes(&mut self, close: char, depth: u32) -> Result<bool, Issue> {
        self.skip(depth)?;
        let closes = self.peek() == Some(close);
        if closes {
            self.bump();
        }
        Ok(closes)
    }

    /// A form that begins with `#`.
    fn marked(&mut self, depth: u32) -> Result<Form, Issue> {
        self.bump();
        match self.peek() {
            None => Err(self.found("the end of the text", "a value")),
            Some('{') => self.set(depth),
            Some('"') => self.pattern(),
            Some('#') => self.special_number(),
            Some(':') => self.namespaced(depth),
            Some(letter) if letter.is_alphabetic() => {
                let tag = self.token().to_owned();
                if !atom::is_name(&tag) {
                    return Err(self.refused("#", &tag, "a tag such as #inst"));
                }
                let form = self.nested(depth + 1)?;
                Ok(Form::Tagged(tag, Box::new(form)))
            }
            Some(other) => {
                let allowed = "a set #{...}, a tag such as #inst, #_ or ##Inf";
                Err(self.refused("#", &other.to_string(), allowed))
            }
        }
    }

    fn special_number(&mut self) -> Result<Form, Issue> {
        self.bump();
        match self.token() {
            name @ ("Inf" | "-Inf" | "NaN") => Ok(Form::Literal(format!("##{name}"))),
            other => Err(self.refused("##", other, "##Inf, ##-Inf or ##NaN")),
        }
    }

    /// A map whose names are in the namespace before it: `#:a{:b 1}` is `{:a/b 1}`.
    fn namespaced(&mut self, depth: u32) -> Result<Form, Issue> {
        let word = self.token();
        let namespace = &word[1..];
        self.skip(depth)?;
        if !atom::is_name(namespace) || self.peek() != Some('{') {
            let allowed = "a map with a namespace, such as #:a{:b 1}";
            return Err(self.refused("#", word, allowed));
        }
        let pairs = self.pairs(depth)?.into_iter();
        let pairs = pairs.map(|(name, value)| (qualified(namespace, name), value));
        Form::map(pairs.collect()).map_err(|twice| self.twice(&twice))
    }

    /// A regular expression, in which a backslash is a letter like any other.
    fn pattern(&mut self) -> Result<Form, Issue> {
        let (start, line) = (self.rest, self.line);
        self.bump();
        loop {
            match self.bump() {
                Some('"') => break,
                Some('\\') => drop(self.bump()),
                Some(_) => {}
                None => return Err(self.open_text(line)),
            }
        }
        let read = &start[..start.len() - self.rest.len()];
        Ok(Form::Literal(format!("#{read}")))
    }

    fn text(&mut self) -> Result<String, Issue> {
        let line = self.line;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('"') => return Ok(text),
                Some('\\') if self.rest.is_empty() => return Err(self.open_text(line)),
                Some('\\') => text.push(self.escaped()?),
                Some(c) => text.push(c),
                None => return Err(self.open_text(line)),
            }
        }
    }

    fn open_text(&self, line: u32) -> Issue {
        let allowed = format!("the end of the text in quotes of line {line}");
        self.found("the end of the file", &allowed)
    }

    /// The character that a backslash and what follows it stand for.
    fn escaped(&mut self) -> Result<char, Issue> {
        let start = self.rest;
        let character = match self.bump() {
            Some('n') => Some('\n'),
            Some('t') => Some('\t'),
            Some('r') => Some('\r'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some(c @ ('"' | '\\')) => Some(c),
            Some('u') => self.code_point(),
            Some('0'..='7') => self.octal(start),
            _ => None,
        };
        let shown: String = start.chars().take(1).collect();
        let allowed = "\\n, \\t, \\r, \\b, \\f, \\\\, \\\" or a character as \\u03bb";
        character.ok_or_else(|| self.refused("\\", &shown, allowed))
    }

    /// The character of a code of four digits, or of two such codes where one does not suffice.
    fn code_point(&mut self) -> Option<char> {
        let first = self.code_unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.rest = self.rest.strip_prefix("\\u")?;
        let second = self.code_unit()?;
        let is_pair = (0xdc00..0xe000).contains(&second);
        is_pair.then(|| char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)))?
    }

    fn code_unit(&mut self) -> Option<u32> {
        let unit = atom::code_unit(self.rest.get(..4)?, 16)?;
        self.rest = &self.rest[4..];
        Some(unit)
    }

    /// A character by up to three octal digits, the first of which was read.
    fn octal(&mut self, start: &str) -> Option<char> {
        let is_octal = |digit: &char| digit.is_digit(8);
        let length = start.chars().take(3).take_while(is_octal).count();
        self.rest = &self.rest[length - 1..];
        atom::code(&start[..length], 8)
    }

    fn character(&mut self) -> Result<Form, Issue> {
        let start = &self.rest[1..];
        self.bump();
        self.bump();
        self.token();
        let word = &start[..start.len() - self.rest.len()];
        atom::character(word).map_err(|allowed| self.refused("\\", word, allowed))
    }

    fn word(&mut self) -> Result<Form, Issue> {
        let word = self.token();
        if word.is_empty() {
            // A letter that ends words and begins nothing.
            let letter: String = self.peek().into_iter().collect();
            return Err(self.refused("", &letter, "a value"));
        }
        atom::form(word).map_err(|allowed| self.refused("", word, allowed))
    }

    /// The longest run of characters that make a word.
    fn token(&mut self) -> &'a str {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || ",()[]{}\";\\^".contains(c))
            .unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token
    }

    /// Skips blanks, comments, discarded forms and metadata.
    fn skip(&mut self, depth: u32) -> Result<(), Issue> {
        let mut is_described = false;
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
                Some('^') => {
                    self.metadata(1, depth)?;
                    is_described = true;
                }
                Some('#') if self.rest.starts_with("#^") => {
                    self.metadata(2, depth)?;
                    is_described = true;
                }
                None | Some(']' | ')' | '}') if is_described => {
                    return Err(
                        self.found("metadata", "metadata before the value that it describes")
                    );
                }
                _ => return Ok(()),
            }
        }
    }

    /// Skips a mark of so many letters and the metadata behind it, which tells nothing of the value.
    fn metadata(&mut self, mark: usize, depth: u32) -> Result<(), Issue> {
        self.rest = &self.rest[mark..];
        match self.nested(depth + 1)? {
            Form::Map(_) | Form::Keyword(_) | Form::Symbol(_) | Form::Text(_) | Form::List(_) => {
                Ok(())
            }
            other => {
                let allowed = "metadata such as ^{:a 1} or ^:a";
                Err(self.refused("^", &other.to_string(), allowed))
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

    fn refused(&self, mark: &str, word: &str, allowed: &str) -> Issue {
        self.found(&format!("\"{mark}{}\"", shorten(word)), allowed)
    }

    fn found(&self, found: &str, allowed: &str) -> Issue {
        at_line(self.line, format!("found {found}, allowed is {allowed}"))
    }
}

/// A name of a map with a namespace; `_` takes the namespace away.
fn qualified(namespace: &str, name: Form) -> Form {
    let qualify = |name: String| match name.strip_prefix("_/") {
        Some(bare) => bare.to_owned(),
        None if name.contains('/') => name,
        None => format!("{namespace}/{name}"),
    };
    match name {
        Form::Keyword(name) => Form::Keyword(qualify(name)),
        Form::Symbol(name) => Form::Symbol(qualify(name)),
        other => other,
    }
}

/// The one form that a text is, or what is wrong with it; nothing if the text is blank.
pub(in crate::history) fn only_form(text: &str) -> Result<Option<Form>, Issue> {
    let mut reader = Reader::at_line(text, 1);
    let form = reader.form()?;
    if reader.is_at_end()? {
        return Ok(form);
    }
    Err(reader.found("several values", "one"))
}
