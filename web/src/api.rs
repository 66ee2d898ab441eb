//! The interface for programs of other pages: a run as a function. `netsplit.js` exports it, `netsplit.d.ts` has
//! its types.

use js_sys::futures::future_to_promise;
use js_sys::{Array, Error, JSON, Object, Promise, Reflect};
use netsplit_core::experiment;
use netsplit_core::link::Link;
use netsplit_core::params::{Issue, Issues};
use netsplit_core::scenario::{self, Document};
use netsplit_core::summary::{Line, Summary};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::labs::{self, Absence};
use crate::protocol::{plain, set};

/// Names of the options of [`run`].
const OPTIONS: [&str; 2] = ["seed", "set"];

/// Runs a scenario to its end: an object, JSON text, the name of a lab, or a link. Options are a `seed`, and `set`: values of
/// controls or paths, by name.
///
/// A lab is fetched from `home`, the address of the site. The promise is refused with an `Error` that has every issue, if
/// the scenario or an option is refused.
#[wasm_bindgen(skip_typescript)]
pub fn run(scenario: JsValue, options: JsValue, home: String) -> Promise {
    future_to_promise(async move {
        let summary = summary(&scenario, &options, &home).await;
        let summary = summary.map_err(|issues| thrown(&issues))?;
        Ok(shown(&summary))
    })
}

/// Reads a link: its scenario, seed, lab, moment and view.
///
/// A lab is fetched from `home`, the address of the site. The promise is refused with an `Error` that has every issue, if
/// any part of the link cannot be read.
#[wasm_bindgen(skip_typescript)]
pub fn parse(link: JsValue, home: String) -> Promise {
    future_to_promise(async move {
        let link = match link.as_string() {
            Some(text) => follow(&text, &home).await,
            None => Err(refused(
                "link",
                &link,
                "text, such as \"?lab=start&seed=7\"",
            )),
        };
        parsed(link.map_err(|issues| thrown(&issues))?)
    })
}

fn parsed(link: Link) -> Result<JsValue, JsValue> {
    let view = Object::new();
    for (name, value) in &link.view {
        set(&view, name, &value.into());
    }
    let parsed = Object::new();
    set(
        &parsed,
        "lab",
        &link.lab.map_or(JsValue::NULL, JsValue::from),
    );
    set(&parsed, "scenario", &JSON::parse(&link.document.text())?);
    set(&parsed, "seed", &link.seed.into());
    set(&parsed, "at", &link.at.map_or(JsValue::NULL, JsValue::from));
    set(&parsed, "view", &view);
    Ok(parsed.into())
}

async fn summary(scenario: &JsValue, options: &JsValue, home: &str) -> Result<Summary, Issues> {
    let mut link = open(scenario, home).await?;
    if let Some(options) = options_of(options)? {
        if let Some(seed) = given(&options, "seed") {
            link.seed = seed_of(&seed)?;
        }
        scenario::change(&mut link.document, &settings(&options)?)?;
    }
    let run = experiment::run(&link.document, link.seed)?;
    Ok(Summary {
        digest: Some(run.recording.digest().to_string()),
        ..run.summary
    })
}

/// The scenario that is meant.
async fn open(scenario: &JsValue, home: &str) -> Result<Link, Issues> {
    let Some(text) = scenario.as_string() else {
        return Document::parse(&json(scenario)?).map(Link::to);
    };
    if text.trim_start().starts_with('{') {
        Document::parse(&text).map(Link::to)
    } else if Link::is_meant(&text) {
        follow(&text, home).await
    } else {
        let found = labs::find(&text, home).await.map_err(Absence::issue)?;
        let query = format!("lab={text}");
        Ok(Link::open_with(&query, "", |_| Ok(found)))
    }
}

/// A whole link, with its lab fetched.
async fn follow(text: &str, home: &str) -> Result<Link, Issues> {
    let (query, fragment) = Link::parts(text);
    let Some(id) = Link::lab_of(query, fragment) else {
        return Link::follow(text);
    };
    let found = match labs::find(&id, home).await {
        Err(Absence::Unknown(rest)) => Err(format!("found {rest}")),
        Err(unreachable @ Absence::Unreachable(_)) => return Err(unreachable.issue().into()),
        Ok(document) => Ok(document),
    };
    Link::follow_with(text, |_| found)
}

/// An object as JSON.
fn json(scenario: &JsValue) -> Result<String, Issues> {
    let allowed =
        "a scenario { \"v\": 1, ... } as an object or as JSON, the name of a lab, or a link";
    let text = JSON::stringify(scenario)
        .ok()
        .and_then(|text| text.as_string());
    text.ok_or_else(|| refused("scenario", scenario, allowed))
}

/// The options, if there are any.
fn options_of(options: &JsValue) -> Result<Option<Object>, Issues> {
    if options.is_undefined() {
        return Ok(None);
    }
    let allowed = "an object with seed, set or both";
    let object = object(options).ok_or_else(|| refused("options", options, allowed))?;
    for name in Object::keys(&object)
        .iter()
        .filter_map(|name| name.as_string())
    {
        if !OPTIONS.contains(&name.as_str()) {
            return Err(refused("options", &name.into(), "seed and set"));
        }
    }
    Ok(Some(object))
}

fn object(value: &JsValue) -> Option<Object> {
    let is_plain = value.is_object() && !Array::is_array(value);
    is_plain.then(|| value.unchecked_ref::<Object>().clone())
}

fn given(options: &Object, name: &str) -> Option<JsValue> {
    let value = Reflect::get(options, &name.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

fn seed_of(value: &JsValue) -> Result<u32, Issues> {
    let seed = value
        .as_f64()
        .filter(|seed| *seed == f64::from(*seed as u32));
    seed.map(|seed| seed as u32)
        .ok_or_else(|| refused("options.seed", value, "a whole number up to 4294967295"))
}

/// The values to set, as one would type them.
fn settings(options: &Object) -> Result<Vec<(String, String)>, Issues> {
    let Some(all) = given(options, "set") else {
        return Ok(Vec::new());
    };
    let allowed = "an object with the values of controls or paths, by name";
    let all = object(&all).ok_or_else(|| refused("options.set", &all, allowed))?;
    let entry = |name: JsValue| {
        let value = Reflect::get(&all, &name).unwrap_or_default();
        let name = name.as_string().unwrap_or_default();
        let text = value
            .as_string()
            .or_else(|| value.as_f64().map(|number| number.to_string()))
            .or_else(|| value.as_bool().map(|flag| flag.to_string()));
        let allowed = "text, a number or a flag";
        let text = text.ok_or_else(|| refused(&format!("options.set.{name}"), &value, allowed))?;
        Ok((name, text))
    };
    Object::keys(&all).iter().map(entry).collect()
}

fn refused(path: &str, found: &JsValue, allowed: &str) -> Issues {
    let found = found.as_string().map_or_else(
        || found.js_typeof().as_string().unwrap_or_default(),
        |text| format!("\"{text}\""),
    );
    let problem = format!("found {found}, allowed is {allowed}");
    Issue {
        path: path.to_owned(),
        problem,
    }
    .into()
}

/// The summary as an object, with the values of its charts as lists; `null` where there was nothing to measure.
fn shown(summary: &Summary) -> JsValue {
    let object = plain(summary);
    let charts = list(&object, "charts");
    for (chart, drawn) in summary.charts.iter().zip(charts.iter()) {
        for (line, drawn) in chart.lines.iter().zip(list(&drawn, "lines").iter()) {
            set(drawn.unchecked_ref(), "values", &values(line));
        }
    }
    object
}

fn list(object: &JsValue, name: &str) -> Array {
    let list = Reflect::get(object, &name.into()).unwrap_or_default();
    list.dyn_into().unwrap_or_default()
}

fn values(line: &Line) -> Array {
    let value = |value: &f64| {
        (!value.is_nan())
            .then_some(*value)
            .map_or(JsValue::NULL, JsValue::from)
    };
    line.values.iter().map(value).collect()
}

/// The issues as an `Error`: its message says all of them, and each is in its `issues` too.
pub(crate) fn thrown(issues: &Issues) -> JsValue {
    let error = Error::new(&issues.to_string());
    error.set_name("ScenarioError");
    set(&error, "issues", &plain(&issues.0));
    error.into()
}
