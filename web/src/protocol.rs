//! What travels between the page and its worker: a greeting each way, then questions and answers.
//!
//! Every message is an object with one of these fields: `hello` (a version), `ask` (an [`Ask`]), `answer` (an
//! [`Answer`], with its `bulk` beside it) or `broken` (a sentence, the last thing that a dying worker says).

use js_sys::{Array, Float64Array, Object, Reflect};
use netsplit_core::ENGINE;
use netsplit_core::session::{Answer, Ask, Reply};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

/// What was built together: page and worker refuse each other if it differs.
pub fn version() -> String {
    format!("{ENGINE} {} {}", env!("CARGO_PKG_VERSION"), build())
}

/// Tells builds apart, so that a cached worker is never used with another page.
pub fn build() -> &'static str {
    option_env!("NETSPLIT_BUILD").unwrap_or(env!("CARGO_PKG_VERSION"))
}

/// What the page hears.
#[derive(Debug)]
pub enum Heard {
    /// The version of the worker.
    Hello(String),
    /// An answer.
    Answer(Box<Answer>),
    /// The worker is dying, and why.
    Broken(String),
}

/// What the worker is told.
#[derive(Debug)]
pub enum Told {
    /// The version of the page.
    Hello(String),
    /// A question.
    Ask(Ask),
}

// Each side reads its own messages only, and so carries only the code for these.

impl Heard {
    /// Reads a message of the worker; `None` if it is none.
    pub fn read(data: &JsValue) -> Option<Self> {
        if let Some(hello) = field(data, "hello") {
            return hello.as_string().map(Self::Hello);
        }
        if let Some(broken) = field(data, "broken") {
            return broken.as_string().map(Self::Broken);
        }
        let mut answer: Answer = serde_wasm_bindgen::from_value(field(data, "answer")?).ok()?;
        if let (Answer::Ran { outcome, .. }, Some(bulk)) = (&mut answer, field(data, "bulk")) {
            outcome.attach(&bulk.dyn_into::<Float64Array>().ok()?.to_vec());
        }
        Some(Self::Answer(Box::new(answer)))
    }
}

impl Told {
    /// Reads a message of the page; `None` if it is none.
    pub fn read(data: &JsValue) -> Option<Self> {
        if let Some(hello) = field(data, "hello") {
            return hello.as_string().map(Self::Hello);
        }
        serde_wasm_bindgen::from_value(field(data, "ask")?)
            .ok()
            .map(Self::Ask)
    }
}

fn field(data: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(data, &name.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

/// A message with one field.
fn message(name: &str, value: &JsValue) -> JsValue {
    let object = Object::new();
    set(&object, name, value);
    object.into()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object that was just made takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}

fn plain(value: &impl Serialize) -> JsValue {
    // These types hold strings, numbers, lists and options only: they always serialise.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}

/// The greeting of either side.
pub fn hello() -> JsValue {
    message("hello", &version().into())
}

/// A question of the page.
pub fn ask(ask: &Ask) -> JsValue {
    message("ask", &plain(ask))
}

/// The last words of a worker.
pub fn broken(why: &str) -> JsValue {
    message("broken", &why.into())
}

/// An answer of the worker, and what of it is handed over rather than copied.
pub fn answer(reply: &Reply) -> (JsValue, Array) {
    let message = Object::new();
    let handed = Array::new();
    set(&message, "answer", &plain(&reply.answer));
    if !reply.bulk.is_empty() {
        let bulk = Float64Array::from(reply.bulk.as_slice());
        handed.push(&bulk.buffer());
        set(&message, "bulk", &bulk);
    }
    (message.into(), handed)
}
