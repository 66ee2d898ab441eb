//! Code shared by all declared types, over data: compiled once, not once for each type.

use serde_json::{Map, Value, json};

use super::{Field, Issues, Kind, Param, Path, expected};

/// The declaration of a field, as data.
pub(crate) struct Declaration {
    /// Name in Rust, possibly a raw identifier.
    pub(crate) identifier: &'static str,
    /// Kind of value.
    pub(crate) kind: Kind,
    /// One or two sentences of help.
    pub(crate) help: &'static str,
    /// Smallest and largest magnitude.
    pub(crate) range: (f64, f64),
    /// Default, as it would be written; a field without one is required.
    pub(crate) default: Option<fn() -> Value>,
    /// True if the field may be left out to mean "none".
    pub(crate) optional: bool,
    /// True if the value may not change in the middle of a run.
    pub(crate) is_fixed: bool,
}

/// A range without bounds.
pub(crate) const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// A value of any declared type, without its type.
pub(crate) trait Held {
    /// See [`Field::write`].
    fn written(&self) -> Value;
    /// See [`Field::find`].
    fn found(&self, path: &[&str]) -> Option<Param>;
    /// See [`Field::list`].
    fn listed(&self, prefix: &str, into: &mut Vec<(String, Param)>);
}

impl<T: Field> Held for T {
    fn written(&self) -> Value {
        self.write()
    }

    fn found(&self, path: &[&str]) -> Option<Param> {
        self.find(path)
    }

    fn listed(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        self.list(prefix, into);
    }
}

impl Declaration {
    /// Name in the scenario.
    pub(crate) fn name(&self) -> &'static str {
        self.identifier.trim_start_matches("r#")
    }

    /// True if a magnitude is within the range; otherwise an issue says which values are allowed.
    pub(crate) fn allows(
        &self,
        magnitude: f64,
        value: &Value,
        path: &Path,
        issues: &mut Issues,
    ) -> bool {
        let (low, high) = self.range;
        let is_inside = (low..=high).contains(&magnitude);
        if !is_inside {
            let (low, high) = (self.kind.print(low), self.kind.print(high));
            expected(value, &format!("{low} to {high}"), path, issues);
        }
        is_inside
    }

    /// Public description of the field.
    fn param(&self) -> Param {
        Param {
            name: self.name(),
            kind: self.kind,
            help: self.help.trim().to_owned(),
            min: self.range.0,
            max: self.range.1,
            default: self.default.map_or(Value::Null, |default| default()),
            optional: self.optional,
            required: self.default.is_none(),
            live: !self.is_fixed,
            tag: false,
        }
    }
}

/// Declaration of the field with this name.
pub(crate) fn param(declared: &[Declaration], name: &str) -> Option<Param> {
    let found = declared.iter().find(|field| field.name() == name);
    found.map(Declaration::param)
}

/// JSON of these fields, with every default written out.
pub(crate) fn write(declared: &[Declaration], held: &[&dyn Held]) -> Value {
    let mut map = Map::new();
    for (field, held) in declared.iter().zip(held) {
        let value = held.written();
        // An optional field is left out if it is null; a required field may hold a null of its own.
        if !value.is_null() || !field.optional {
            map.insert(field.name().to_owned(), value);
        }
    }
    Value::Object(map)
}

/// JSON Schema of these fields, each with the schema of its type.
pub(crate) fn schema(declared: &[Declaration], types: &[fn() -> Value]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (param, of_type) in declared.iter().map(Declaration::param).zip(types) {
        let mut schema = of_type();
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), param.help.into());
            if !param.default.is_null() {
                object.insert("default".to_owned(), param.default);
            }
        }
        if param.required {
            required.push(param.name);
        }
        properties.insert(param.name.to_owned(), schema);
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// Declaration of the field at a path below these fields.
pub(crate) fn find(declared: &[Declaration], held: &[&dyn Held], path: &[&str]) -> Option<Param> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return param(declared, first);
    }
    let index = declared.iter().position(|field| field.name() == *first)?;
    held.get(index)?.found(rest)
}

/// Every scalar parameter of these fields and below them, with its path.
pub(crate) fn list(
    declared: &[Declaration],
    held: &[&dyn Held],
    prefix: &str,
    into: &mut Vec<(String, Param)>,
) {
    for (field, held) in declared.iter().zip(held) {
        let name = field.name();
        let path = if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}.{name}")
        };
        if field.kind == Kind::Group {
            held.listed(&path, into);
        } else {
            into.push((path, field.param()));
        }
    }
}
