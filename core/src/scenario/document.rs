//! A scenario as a JSON document: what links carry, sliders edit and the command line reads.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{Scenario, VERSION};
use crate::params::{Field, Issue, Issues, item_name, place};

/// A JSON document that should be a scenario. Whatever stands in it is kept, so nothing is lost on the way.
#[derive(Clone, Debug)]
pub struct Document {
    value: Value,
    /// The document as typed values, once somebody has wanted them: a move of a slider wants them five times.
    read: OnceLock<Arc<Scenario>>,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// The longest document that is read, in bytes.
pub const LONGEST: usize = 2_000_000;

impl Document {
    /// Reads JSON text.
    ///
    /// # Errors
    /// If it is too long, not JSON, has a key twice, is not an object, or is of a version that this engine does not know.
    pub fn parse(text: &str) -> Result<Self, Issues> {
        if text.len() > LONGEST {
            let problem = format!(
                "found a document of {} bytes, allowed are {LONGEST}",
                text.len()
            );
            return Err(Issue::whole(problem).into());
        }
        Self::from_value(super::read_json(text.as_bytes())?)
    }

    /// Takes a JSON value, migrating older versions.
    ///
    /// # Errors
    /// If it is not an object, or of a version that this engine does not know.
    pub fn from_value(value: Value) -> Result<Self, Issues> {
        let refuse = |problem: String| {
            Err(Issue {
                path: "v".to_owned(),
                problem,
            }
            .into())
        };
        if !value.is_object() {
            return Err(Issue::whole(
                "found JSON that is not an object, allowed is a scenario { \"v\": 1, ... }",
            )
            .into());
        }
        match value.get("v").map(Value::as_u64) {
            Some(Some(version)) if version == u64::from(VERSION) => Ok(Self::holding(value)),
            Some(Some(version)) if version > u64::from(VERSION) => refuse(format!(
                "found version {version}, allowed is {VERSION}: this scenario was made by a newer Netsplit"
            )),
            Some(_) => refuse(format!("this is not a version; allowed is {VERSION}")),
            None => refuse(format!("found no version, allowed is \"v\": {VERSION}")),
        }
    }

    /// The document that says this scenario, with every default.
    pub(crate) fn of(scenario: Scenario) -> Self {
        Self {
            value: scenario.write(),
            read: OnceLock::from(Arc::new(scenario)),
        }
    }

    fn holding(value: Value) -> Self {
        Self {
            value,
            read: OnceLock::new(),
        }
    }

    /// The value, to be changed: what was read of it holds no longer.
    fn change(&mut self) -> &mut Value {
        self.read = OnceLock::new();
        &mut self.value
    }

    /// The document as typed values.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn scenario(&self) -> Result<Arc<Scenario>, Issues> {
        if let Some(read) = self.read.get() {
            return Ok(Arc::clone(read));
        }
        let scenario = Arc::new(Scenario::read_value(&self.value)?);
        Ok(Arc::clone(self.read.get_or_init(|| scenario)))
    }

    /// The value at a dotted path, if the document says one.
    pub fn get(&self, path: &str) -> Option<&Value> {
        get(&self.value, path)
    }

    /// Sets the value at a dotted path, making objects on the way; `null` removes it.
    ///
    /// # Errors
    /// If the path leads through something that is neither an object nor a list with that index.
    pub fn set(&mut self, path: &str, value: Value) -> Result<(), Issue> {
        let refuse = |problem: &str| Issue {
            path: path.to_owned(),
            problem: problem.to_owned(),
        };
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut here = self.change();
        for part in parent.split('.').filter(|part| !part.is_empty()) {
            here = match here {
                Value::Array(items) => {
                    item_of(items, part).ok_or_else(|| refuse("the list has no such place"))?
                }
                Value::Object(map) => map.entry(part).or_insert_with(|| Value::Object(Map::new())),
                _ => return Err(refuse("this path leads through a plain value")),
            };
        }
        match here {
            Value::Object(map) if value.is_null() => drop(map.remove(name)),
            Value::Object(map) => drop(map.insert(name.to_owned(), value)),
            Value::Array(items) => {
                let item = item_of(items, name);
                *item.ok_or_else(|| refuse("the list has no such place"))? = value;
            }
            _ => return Err(refuse("this path leads through a plain value")),
        }
        Ok(())
    }

    /// The path with names in place of numbers, where items of lists have names: one way to say each path.
    pub(crate) fn by_names(&self, path: &str) -> String {
        let mut here = Some(&self.value);
        let mut named = Vec::new();
        for part in path.split('.') {
            here = here.and_then(|value| step(value, part));
            let name = here.and_then(item_name);
            let is_number = part.bytes().all(|c| c.is_ascii_digit());
            named.push(name.filter(|_| is_number).unwrap_or(part));
        }
        named.join(".")
    }

    /// Adds a fault at the end of `faults`: an intervention.
    pub fn intervene(&mut self, fault: Value) {
        if let Value::Object(map) = self.change() {
            let faults = map
                .entry("faults")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(faults) = faults {
                faults.push(fault);
            }
        }
    }

    /// The document as a JSON value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The document as compact JSON.
    pub fn text(&self) -> String {
        self.value.to_string()
    }

    /// The document as JSON that people read.
    pub fn pretty(&self) -> String {
        format!("{:#}", self.value)
    }
}

/// The value at a dotted path below another.
pub(crate) fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, step)
}

/// One part of a path further. Items of lists are found by their number or by their name.
fn step<'a>(here: &'a Value, part: &str) -> Option<&'a Value> {
    match here {
        Value::Array(items) => items.get(place(items, part)?),
        Value::Object(map) => map.get(part),
        _ => None,
    }
}

fn item_of<'a>(items: &'a mut [Value], part: &str) -> Option<&'a mut Value> {
    let place = place(items, part)?;
    items.get_mut(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_reach_into_objects_and_lists() {
        let mut document = Document::parse(r#"{"v":1,"a":{"b":[1,{"c":2}]}}"#).unwrap();
        document.set("a.b.1.c", Value::from(3)).unwrap();
        document.set("network.latency", Value::from("5ms")).unwrap();
        assert_eq!(document.get("a.b.1.c"), Some(&Value::from(3)));
        assert_eq!(document.get("network.latency"), Some(&Value::from("5ms")));
        assert!(document.set("a.b.7.c", Value::from(1)).is_err());
        assert!(document.set("v.x", Value::from(1)).is_err());
    }

    #[test]
    fn items_of_lists_are_found_by_number_and_by_name() {
        let text =
            r#"{"v":1,"faults":[{"at":"1s"},{"name":"outage","at":"2s"},{"name":"7","at":"3s"}]}"#;
        let mut document = Document::parse(text).unwrap();
        document.set("faults.outage.at", Value::from("5s")).unwrap();
        assert_eq!(document.get("faults.1.at"), Some(&Value::from("5s")));
        assert_eq!(document.get("faults.outage"), document.get("faults.1"));
        assert_eq!(document.get("faults.7.at"), None, "a number is a place");
        assert!(document.set("faults.cut.at", Value::from("5s")).is_err());
        for (path, named) in [
            ("faults.1.at", "faults.outage.at"),
            ("faults.0.at", "faults.0.at"),
            ("faults.2.at", "faults.2.at"),
            ("faults.9.at", "faults.9.at"),
            ("v", "v"),
        ] {
            assert_eq!(document.by_names(path), named);
        }
    }

    #[test]
    fn a_change_is_seen_by_whoever_reads_next() {
        let mut document = crate::presets::first().document();
        let before = document.scenario().unwrap();
        assert!(Arc::ptr_eq(&before, &document.scenario().unwrap()));
        document.set("duration", Value::from("7s")).unwrap();
        assert_eq!(document.scenario().unwrap().duration.as_secs(), 7.0);
        document.intervene(Value::from("no fault"));
        assert!(document.scenario().is_err());
    }

    #[test]
    fn what_is_no_scenario_is_refused_with_a_sentence() {
        for (text, part) in [
            ("", "not JSON"),
            ("[]", "not an object"),
            ("{}", "no version"),
            (r#"{"v":99}"#, "newer"),
            (r#"{"v":"one"}"#, "not a version"),
        ] {
            let issues = Document::parse(text).unwrap_err().to_string();
            assert!(issues.contains(part), "{text}: {issues}");
        }
    }
}
