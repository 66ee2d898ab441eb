//! A JSON Schema as a type, for the keywords that the schema of scenarios uses.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{comment, list};

/// A schema as a type with this name.
///
/// # Panics
/// If the schema uses a keyword in a way that is not supported here.
pub fn alias(name: &str, help: &str, schema: &Value) -> String {
    format!(
        "\n{}export type {name} = {};\n",
        comment(help, 0),
        written(schema, 0)
    )
}

fn written(schema: &Value, level: usize) -> String {
    let Value::Object(schema) = schema else {
        return "unknown".to_owned();
    };
    if let Some(Value::String(place)) = schema.get("$ref") {
        return named(place);
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(Value::Array(words)) = schema.get("enum") {
        return union(words.iter().map(ToString::to_string));
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(alternatives)) = schema.get(keyword) {
            return union(alternatives.iter().map(|one| written(one, level)));
        }
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => "string".to_owned(),
        Some("integer" | "number") => "number".to_owned(),
        Some("boolean") => "boolean".to_owned(),
        Some("null") => "null".to_owned(),
        Some("array") => list(&written(
            schema.get("items").unwrap_or(&Value::Bool(true)),
            level,
        )),
        Some("object") => object(schema, level),
        other => panic!("a schema of type {other:?} is not known here"),
    }
}

/// The type that stands for a definition: `#/$defs/step` is `Step`.
fn named(place: &str) -> String {
    let name = place.rsplit('/').next().unwrap_or_default();
    let (first, rest) = name.split_at(name.len().min(1));
    first.to_uppercase() + rest
}

fn union(alternatives: impl Iterator<Item = String>) -> String {
    let mut all: Vec<_> = alternatives.collect();
    all.dedup();
    if all.contains(&"unknown".to_owned()) {
        return "unknown".to_owned();
    }
    all.join(" | ")
}

fn object(schema: &Map<String, Value>, level: usize) -> String {
    let Some(Value::Object(properties)) = schema.get("properties") else {
        let others = schema
            .get("additionalProperties")
            .unwrap_or(&Value::Bool(true));
        return format!("Record<string, {}>", written(others, level));
    };
    let required = schema.get("required").and_then(Value::as_array);
    let mut text = "{\n".to_owned();
    for (name, property) in properties {
        let must = required.is_some_and(|all| all.contains(&Value::from(name.as_str())));
        let sign = if must { "" } else { "?" };
        text += &comment(&help(property), level + 1);
        let kind = written(property, level + 1);
        let _ = writeln!(text, "{}{name}{sign}: {kind};", "  ".repeat(level + 1));
    }
    text + &"  ".repeat(level) + "}"
}

/// Description of a property, with its default.
fn help(property: &Value) -> String {
    let about = property
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match property.get("default") {
        Some(default) if !default.is_object() && !default.is_array() => {
            format!("{about} Default: `{default}`.")
        }
        _ => about.to_owned(),
    }
}
