//! Values of a scenario: how each is read, checked, printed and described.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::issue::shorten;
use super::{Bytes, Declaration, Issues, Kind, Money, Param, Path, Rate, Share};
use crate::luck::Distribution;
use crate::time::Span;

/// A value that can stand in a scenario.
pub trait Field: Sized {
    /// Kind of value.
    const KIND: Kind;

    /// True if the field may be left out to mean "none".
    const OPTIONAL: bool = false;

    /// True if paths refer to items of a list of these by their `name`.
    const NAMED: bool = false;

    /// Reads a JSON value. `None`, and an issue, if it cannot be read.
    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self>;

    /// JSON value, with every default written out.
    fn write(&self) -> Value;

    /// JSON Schema of the value.
    fn schema() -> Value;

    /// Number that is checked against the range, in the base unit of the kind.
    fn magnitude(&self) -> Option<f64> {
        None
    }

    /// Declaration of the field at a path below this value.
    fn find(&self, _path: &[&str]) -> Option<Param> {
        None
    }

    /// Every scalar parameter below this value, with its path.
    fn list(&self, _prefix: &str, _into: &mut Vec<(String, Param)>) {}

    /// Name by which paths refer to this value in a list, if it has one.
    fn name(&self) -> Option<&str> {
        None
    }
}

/// Longest name, in bytes.
const LONGEST_NAME: usize = 40;

/// True if a text may be a name in a scenario, and so a part of a path.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_');
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(is_plain)
}

/// True if a text may be the name of an item of a list: a number is a place.
pub(crate) fn is_item_name(text: &str) -> bool {
    is_name(text) && !text.bytes().all(|c| c.is_ascii_digit())
}

/// Name of an item of a list, if it can be part of a path.
pub(crate) fn item_name(item: &Value) -> Option<&str> {
    let name = item.get("name")?.as_str()?;
    is_item_name(name).then_some(name)
}

/// Place of an item in a list, by its number or by its name.
pub(crate) fn place(items: &[Value], part: &str) -> Option<usize> {
    if let Ok(index) = part.parse::<usize>() {
        return (index < items.len()).then_some(index);
    }
    items.iter().position(|item| item_name(item) == Some(part))
}

/// Adds an issue such as "found 5, allowed is a text".
pub(crate) fn expected(value: &Value, allowed: &str, path: &Path, issues: &mut Issues) {
    issues.add(
        path,
        format!("found {}, allowed is {allowed}", describe(value)),
    );
}

/// The entry of an object that has exactly one.
pub(crate) fn only_entry(value: &Value) -> Option<(&str, &Value)> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    entries
        .iter()
        .next()
        .map(|(name, inner)| (name.as_str(), inner))
}

/// Description of a value, for a sentence.
fn describe(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => shorten(&other.to_string()),
    }
}

/// A JSON object being read: unknown fields are reported.
pub(crate) struct Object<'a> {
    map: &'a Map<String, Value>,
    path: &'a Path,
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// The object in `value`, or an issue.
    pub(crate) fn open(value: &'a Value, path: &'a Path, issues: &mut Issues) -> Option<Self> {
        let Value::Object(map) = value else {
            expected(value, "an object { ... }", path, issues);
            return None;
        };
        Some(Self {
            map,
            path,
            known: Vec::new(),
        })
    }

    /// The value of a tag, which must be one of these words.
    pub(crate) fn tag(
        &mut self,
        tag: &'static str,
        words: &'static [&'static str],
        issues: &mut Issues,
    ) -> Option<&'static str> {
        self.known.push(tag);
        let found = self.map.get(tag).unwrap_or(&Value::Null);
        let word = words.iter().find(|word| found == **word);
        if word.is_none() {
            let allowed = format!("one of {}", words.join(", "));
            expected(found, &allowed, &self.path.child(tag), issues);
        }
        word.copied()
    }

    /// Reads a declared field. `default` gives the value of a field that is left out.
    pub(crate) fn field<T: Field>(
        &mut self,
        declared: &Declaration,
        default: Option<fn() -> T>,
        issues: &mut Issues,
    ) -> Option<T> {
        let path = self.path.child(declared.name());
        let Some(value) = self.entry(declared, &path, issues) else {
            return default.map(|default| default());
        };
        let read = T::read(value, &path, issues)?;
        let is_allowed = read
            .magnitude()
            .is_none_or(|magnitude| declared.allows(magnitude, value, &path, issues));
        is_allowed.then_some(read)
    }

    /// Value given for a declared field; an issue if a required field is missing.
    fn entry(
        &mut self,
        declared: &Declaration,
        path: &Path,
        issues: &mut Issues,
    ) -> Option<&'a Value> {
        self.known.push(declared.name());
        let value = self.map.get(declared.name());
        if value.is_none() && declared.default.is_none() {
            issues.add(path, "found nothing, but this field is required");
        }
        value
    }

    /// Reports every field that was not asked for.
    pub(crate) fn close(&self, issues: &mut Issues) {
        for name in self
            .map
            .keys()
            .filter(|name| !self.known.contains(&name.as_str()))
        {
            let allowed = self.known.join(", ");
            issues.add(
                &self.path.child(name),
                format!("this field is not known; allowed are {allowed}"),
            );
        }
    }
}

/// A field written as text and read by `FromStr`.
macro_rules! text_field {
    ($type:ty, $kind:expr, $example:literal, $magnitude:expr) => {
        impl Field for $type {
            const KIND: Kind = $kind;

            fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
                let Value::String(text) = value else {
                    expected(value, concat!("a text such as \"", $example, "\""), path, issues);
                    return None;
                };
                text.parse().map_err(|problem: String| issues.add(path, problem)).ok()
            }

            fn write(&self) -> Value {
                Value::from(self.to_string())
            }

            fn schema() -> Value {
                json!({ "type": "string", "examples": [$example] })
            }

            fn magnitude(&self) -> Option<f64> {
                let magnitude: fn(&Self) -> Option<f64> = $magnitude;
                magnitude(self)
            }
        }
    };
}

text_field!(Span, Kind::Time, "250ms", |span| Some(span.as_secs()));
text_field!(Share, Kind::Share, "0.1%", |share| Some(share.0));
text_field!(Rate, Kind::Rate, "100/s", |rate| Some(rate.0));
text_field!(Bytes, Kind::Bytes, "64KB", |bytes| Some(bytes.0 as f64));
text_field!(Money, Kind::Money, "$100", |money| Some(money.0));
text_field!(
    Distribution,
    Kind::Distribution,
    "lognormal(p50=20ms, p99=90ms)",
    |_| None
);

impl Field for u32 {
    const KIND: Kind = Kind::Count;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let number = value
            .as_u64()
            .and_then(|number| Self::try_from(number).ok());
        if number.is_none() {
            expected(value, "a whole number", path, issues);
        }
        number
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 0 })
    }

    fn magnitude(&self) -> Option<f64> {
        Some(f64::from(*self))
    }
}

impl Field for f64 {
    const KIND: Kind = Kind::Factor;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let number = value.as_f64().filter(|number| number.is_finite());
        if number.is_none() {
            expected(value, "a number", path, issues);
        }
        number
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn schema() -> Value {
        json!({ "type": "number" })
    }

    fn magnitude(&self) -> Option<f64> {
        Some(*self)
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Flag;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        if value.as_bool().is_none() {
            expected(value, "true or false", path, issues);
        }
        value.as_bool()
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

impl Field for String {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        const LONGEST: usize = 4000;
        let text = value.as_str().filter(|text| text.len() <= LONGEST);
        if text.is_none() {
            expected(value, "a text of at most 4000 bytes", path, issues);
        }
        text.map(str::to_owned)
    }

    fn write(&self) -> Value {
        Value::from(self.as_str())
    }

    fn schema() -> Value {
        json!({ "type": "string" })
    }
}

/// Any JSON value, taken as it is: the value of a `set` intervention.
impl Field for Value {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value, _path: &Path, _issues: &mut Issues) -> Option<Self> {
        Some(value.clone())
    }

    fn write(&self) -> Value {
        self.clone()
    }

    fn schema() -> Value {
        json!(true)
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        if value.is_null() {
            Some(None)
        } else {
            T::read(value, path, issues).map(Some)
        }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }

    fn schema() -> Value {
        json!({ "anyOf": [T::schema(), { "type": "null" }] })
    }

    fn magnitude(&self) -> Option<f64> {
        self.as_ref().and_then(T::magnitude)
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        self.as_ref()?.find(path)
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        if let Some(inner) = self {
            inner.list(prefix, into);
        }
    }
}

impl<T: Field> Field for Vec<T> {
    const KIND: Kind = Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let Value::Array(items) = value else {
            expected(value, "a list [ ... ]", path, issues);
            return None;
        };
        let read = items.iter().enumerate();
        read.map(|(index, item)| {
            let number = index.to_string();
            let name = item_name(item).filter(|_| T::NAMED);
            T::read(item, &path.child(name.unwrap_or(&number)), issues)
        })
        .collect()
    }

    fn write(&self) -> Value {
        self.iter().map(T::write).collect()
    }

    fn schema() -> Value {
        json!({ "type": "array", "items": T::schema() })
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        let (first, rest) = path.split_first()?;
        let item = match first.parse::<usize>() {
            Ok(index) => self.get(index),
            Err(_) => self.iter().find(|item| item.name() == Some(*first)),
        };
        item?.find(rest)
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        for (index, item) in self.iter().enumerate() {
            match item.name() {
                Some(name) => item.list(&format!("{prefix}.{name}"), into),
                None => item.list(&format!("{prefix}.{index}"), into),
            }
        }
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    const KIND: Kind = Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let Value::Object(map) = value else {
            expected(value, "an object { ... }", path, issues);
            return None;
        };
        let mut read = Self::new();
        for (name, item) in map {
            read.insert(name.clone(), T::read(item, &path.child(name), issues)?);
        }
        Some(read)
    }

    fn write(&self) -> Value {
        let mut map = Map::new();
        for (name, item) in self {
            map.insert(name.clone(), item.write());
        }
        Value::Object(map)
    }

    fn schema() -> Value {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        let (first, rest) = path.split_first()?;
        self.get(*first)?.find(rest)
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        for (name, item) in self {
            item.list(&format!("{prefix}.{name}"), into);
        }
    }
}
