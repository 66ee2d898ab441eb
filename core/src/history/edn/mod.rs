//! EDN, the data notation of Clojure, in which Jepsen and Knossos store histories.
//!
//! All of EDN is read, and of Clojure what its printer writes: maps, vectors, lists, sets, keywords, symbols, texts, characters,
//! numbers of every kind, nil, tagged forms, namespaced maps, patterns. Comments, `#_ discarded` forms and metadata are
//! skipped. Forms are kept so that equal ones are the same: pairs of a map and items of a set are sorted, a list is
//! a vector, numbers have one spelling. As Clojure has it, `1`, `1.0` and `1.0M` differ; `##NaN` is taken as equal to itself.
//! Sources: github.com/edn-format/edn, clojure.lang.EdnReader.

mod atom;
mod reader;

use std::fmt;

pub(super) use reader::{Reader, only_form};

/// A piece of data. Equal data are equal forms.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Form {
    Nil,
    /// A whole number that fits.
    Int(i64),
    /// Any other number, in its one spelling.
    Number(String),
    Text(String),
    /// Without its colon.
    Keyword(String),
    Symbol(String),
    /// A boolean, a character, `##Inf` or a pattern, as it is written.
    Literal(String),
    /// A vector or a list.
    List(Vec<Form>),
    /// Sorted, each item once.
    Set(Vec<Form>),
    /// Sorted, each name once.
    Map(Vec<(Form, Form)>),
    /// A form and the tag before it.
    Tagged(String, Box<Form>),
}

impl Form {
    /// The text of a keyword or a text.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Keyword(name) | Self::Text(name) => Some(name),
            _ => None,
        }
    }

    /// A set of these items, or the item that stands in it twice.
    pub(super) fn set(mut items: Vec<Self>) -> Result<Self, Self> {
        crate::sort::ascending(&mut items);
        let twice = items.windows(2).find(|two| two[0] == two[1]);
        match twice {
            Some(two) => Err(two[0].clone()),
            None => Ok(Self::Set(items)),
        }
    }

    /// A map of these pairs, or the name that stands in it twice.
    pub(super) fn map(mut pairs: Vec<(Self, Self)>) -> Result<Self, Self> {
        crate::sort::by(&mut pairs, |one, other| one.0.cmp(&other.0));
        let twice = pairs.windows(2).find(|two| two[0].0 == two[1].0);
        match twice {
            Some(two) => Err(two[0].0.clone()),
            None => Ok(Self::Map(pairs)),
        }
    }

    /// A number in its one spelling.
    pub(super) fn number(spelling: String) -> Self {
        spelling
            .parse()
            .map_or_else(|_| Self::Number(spelling), Self::Int)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("nil"),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Keyword(name) => write!(f, ":{name}"),
            Self::Number(text) | Self::Symbol(text) | Self::Literal(text) => f.write_str(text),
            Self::List(items) => listed(f, "[", items, "]"),
            Self::Set(items) => listed(f, "#{", items, "}"),
            Self::Map(pairs) => {
                f.write_str("{")?;
                for (index, (name, value)) in pairs.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{name} {value}")?;
                }
                f.write_str("}")
            }
            Self::Tagged(tag, form) => write!(f, "#{tag} {form}"),
        }
    }
}

fn listed(f: &mut fmt::Formatter<'_>, open: &str, items: &[Form], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index > 0 { " " } else { "" })?;
    }
    f.write_str(close)
}
