//! Checker for the part of JSON Schema that the schema of scenarios uses.
//!
//! An unknown keyword is an error, so the checker accepts nothing that it does not understand.

use serde_json::{Map, Value};

/// Keywords that say something to people and nothing to a checker.
const NOTES: [&str; 8] = [
    "$schema",
    "$defs",
    "$id",
    "title",
    "description",
    "default",
    "examples",
    "required",
];

/// Checks `value` against `schema`.
///
/// # Errors
/// The first problem, with its path, or an unknown keyword of the schema.
pub fn check(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    Checker { root: schema }.check(schema, value, path)
}

/// The whole schema, which references lead into.
#[derive(Clone, Copy)]
struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn check(self, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
        let schema = match schema {
            Value::Bool(true) => return Ok(()),
            Value::Bool(false) => return Err(format!("{path}: nothing is allowed here")),
            Value::Object(schema) => schema,
            _ => {
                return Err(format!(
                    "{path}: the schema is neither an object nor a flag"
                ));
            }
        };
        check_required(schema, value, path)?;
        for (keyword, rule) in schema {
            if !NOTES.contains(&keyword.as_str()) {
                self.check_keyword(keyword, rule, schema, value, path)?;
            }
        }
        Ok(())
    }

    fn check_keyword(
        self,
        keyword: &str,
        rule: &Value,
        schema: &Map<String, Value>,
        value: &Value,
        path: &str,
    ) -> Result<(), String> {
        match keyword {
            "$ref" => {
                let place = rule.as_str().and_then(|place| place.strip_prefix('#'));
                let meant = place.and_then(|place| self.root.pointer(place));
                let meant = meant.ok_or_else(|| format!("{path}: {rule} leads nowhere"))?;
                self.check(meant, value, path)
            }
            "type" => expect(is_of(rule, value), path, "type", rule, value),
            "const" => expect(rule == value, path, "const", rule, value),
            "enum" => {
                let allowed = rule.as_array().is_some_and(|all| all.contains(value));
                expect(allowed, path, "enum", rule, value)
            }
            "minimum" => {
                let low = rule.as_f64().zip(value.as_f64());
                expect(
                    low.is_none_or(|(low, value)| value >= low),
                    path,
                    "minimum",
                    rule,
                    value,
                )
            }
            "anyOf" => self
                .count(rule, value, path)
                .and_then(|(fits, why)| match fits {
                    0 => Err(why),
                    _ => Ok(()),
                }),
            "oneOf" => self
                .count(rule, value, path)
                .and_then(|(fits, why)| match fits {
                    1 => Ok(()),
                    0 => Err(why),
                    _ => Err(format!("{path}: fits {fits} alternatives of oneOf")),
                }),
            "items" => each(
                value.as_array().into_iter().flatten().enumerate(),
                |(index, item)| self.check(rule, item, &format!("{path}.{index}")),
            ),
            "properties" => each(rule.as_object().into_iter().flatten(), |(name, rule)| {
                let inner = value.get(name);
                inner.map_or(Ok(()), |inner| {
                    self.check(rule, inner, &format!("{path}.{name}"))
                })
            }),
            "additionalProperties" => each(others(schema, value), |(name, inner)| {
                self.check(rule, inner, &format!("{path}.{name}"))
            }),
            _ => Err(format!(
                "{path}: the schema has a keyword \"{keyword}\" that the checker lacks"
            )),
        }
    }

    /// How many alternatives fit, and why the last that does not fit does not.
    fn count(
        self,
        alternatives: &Value,
        value: &Value,
        path: &str,
    ) -> Result<(usize, String), String> {
        let all = alternatives.as_array().ok_or("alternatives are a list")?;
        let results: Vec<_> = all.iter().map(|one| self.check(one, value, path)).collect();
        let fits = results.iter().filter(|result| result.is_ok()).count();
        let why: Vec<_> = results.into_iter().filter_map(Result::err).collect();
        Ok((fits, why.join("; or ")))
    }
}

fn check_required(schema: &Map<String, Value>, value: &Value, path: &str) -> Result<(), String> {
    let required = schema.get("required").and_then(Value::as_array);
    each(required.into_iter().flatten(), |name| {
        let there = name
            .as_str()
            .is_none_or(|name| value.as_object().is_none_or(|map| map.contains_key(name)));
        expect(there, path, "required", name, value)
    })
}

/// Properties that the schema does not name.
fn others<'a>(
    schema: &'a Map<String, Value>,
    value: &'a Value,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let named = schema.get("properties").and_then(Value::as_object);
    let all = value.as_object().into_iter().flatten();
    all.filter(move |(name, _)| named.is_none_or(|named| !named.contains_key(*name)))
}

fn each<T>(
    all: impl Iterator<Item = T>,
    check: impl Fn(T) -> Result<(), String>,
) -> Result<(), String> {
    let mut all = all;
    all.try_for_each(check)
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_u64() || value.is_i64(),
        _ => false,
    }
}

fn expect(
    holds: bool,
    path: &str,
    rule: &str,
    wanted: &Value,
    found: &Value,
) -> Result<(), String> {
    if holds {
        return Ok(());
    }
    let found: String = found.to_string().chars().take(80).collect();
    Err(format!("{path}: {rule} is {wanted}, found {found}"))
}
