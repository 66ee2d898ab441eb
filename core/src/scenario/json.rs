//! JSON in which no key stands twice.
//!
//! A reader that keeps the later of two equal keys runs another scenario than the one that its author sees. The text is read
//! once, into plain values; a place is made into a path only where a key stands twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::params::{Issues, Path};

/// Reads JSON text.
///
/// # Errors
/// If it is not JSON, or keys stand twice: each with its path.
pub fn read(text: &[u8]) -> Result<Value, Issues> {
    let mut issues = Issues::default();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let root = Reader {
        place: &Place::Root,
        issues: &mut issues,
    };
    let read = root.deserialize(&mut deserializer).and_then(|value| {
        deserializer.end()?;
        Ok(value)
    });
    match read {
        Ok(value) => issues.or(value),
        Err(error) => {
            let mut issues = Issues::default();
            issues.add(&Path::root(), format!("this is not JSON: {error}"));
            Err(issues)
        }
    }
}

/// Where a value stands: a list from the innermost part outwards.
enum Place<'a> {
    Root,
    Key(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> Path {
        match self {
            Self::Root => Path::root(),
            Self::Key(above, key) => above.path().child(key),
            Self::Item(above, index) => above.path().child(&index.to_string()),
        }
    }
}

struct Reader<'a> {
    place: &'a Place<'a>,
    issues: &'a mut Issues,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let place = Place::Item(self.place, list.len());
            let reader = Reader {
                place: &place,
                issues: self.issues,
            };
            match items.next_element_seed(reader)? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let place = Place::Key(self.place, &key);
            if map.contains_key(&key) {
                let problem = "this key stands twice, and only one of the two can be meant";
                self.issues.add(&place.path(), problem);
            }
            let reader = Reader {
                place: &place,
                issues: self.issues,
            };
            let value = entries.next_value_seed(reader)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_stand_twice_are_refused_at_any_depth() {
        let paths = |text: &str| {
            let issues = read(text.as_bytes()).unwrap_err();
            let paths = issues.0.into_iter().map(|issue| issue.path);
            paths.collect::<Vec<_>>()
        };
        assert_eq!(paths(r#"{"v":1,"v":1}"#), ["v"]);
        assert_eq!(
            paths(r#"{"a":[{"b":1},{"b":1,"c":{"d":1,"d":2}}],"a":1}"#),
            ["a.1.c.d", "a"]
        );
    }

    #[test]
    fn all_else_is_read_as_ever() {
        for preset in crate::presets::all() {
            let plain: Value = serde_json::from_str(preset.text).unwrap();
            assert_eq!(read(preset.text.as_bytes()).unwrap(), plain);
        }
        let text = r#"[0, -0, -1, 18446744073709551615, 1e400, 0.1, "\u00e9", null, true, {}, []]"#;
        let plain = serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
        let ours = read(text.as_bytes()).map_err(|issues| issues.to_string());
        assert_eq!(ours.is_err(), plain.is_err());
        let text = r#"[0, -0, -1, 18446744073709551615, 0.1, "\u00e9", null, true, {}, []]"#;
        assert_eq!(
            read(text.as_bytes()).unwrap(),
            serde_json::from_str::<Value>(text).unwrap()
        );
        for text in ["", "{", "[1,]", "{} x", "\u{feff}{}"] {
            let said = read(text.as_bytes()).unwrap_err().to_string();
            assert!(said.contains("not JSON"), "{text}: {said}");
        }
    }
}
