//! Messages between the page and its worker: the program, a greeting, then questions and answers.
//!
//! First the page sends the program that it runs itself ([`crate::program`]), so both are of one build. Every later
//! message is an object with one of these fields: `hello` (the worker listens), `ask` (a [`Request`]), `answer` (an
//! [`Response`], with its `bulk` beside it) or `broken` (a sentence, the last thing that a dying worker says).
//!
//! Questions and answers travel as bytes in the format of `postcard`. As objects of JavaScript they took more time, and
//! reading them was a twelfth of the program.

use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array};
use netsplit_core::session::{Reply, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

/// A message to the page.
#[derive(Debug)]
pub enum Heard {
    /// The worker listens.
    Hello,
    /// An answer.
    Response(Box<Response>),
    /// The worker is dying, and why.
    Broken(String),
}

impl Heard {
    /// Reads a message of the worker; `None` if it is none.
    pub fn read(data: &JsValue) -> Option<Self> {
        if field(data, "hello").is_some() {
            return Some(Self::Hello);
        }
        if let Some(broken) = field(data, "broken") {
            return broken.as_string().map(Self::Broken);
        }
        let mut answer: Response = unpack(&field(data, "answer")?)?;
        if let (Response::Ran { summary, .. }, Some(bulk)) = (&mut answer, field(data, "bulk")) {
            summary.attach(&bulk.dyn_into::<Float64Array>().ok()?.to_vec());
        }
        Some(Self::Response(Box::new(answer)))
    }
}

/// The question in a message of the page; `None` if there is none.
pub fn asked(data: &JsValue) -> Option<Request> {
    unpack(&field(data, "ask")?)
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

/// Sets a property of an object that was just made.
pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    // Such an object takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}

/// A value of the core as plain objects, lists, numbers and text.
pub(crate) fn plain<T: Serialize + ?Sized>(value: &T) -> JsValue {
    // These types hold strings, numbers, lists and options only: they always serialise.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}

/// The greeting of the worker.
pub fn hello() -> JsValue {
    message("hello", &JsValue::TRUE)
}

fn pack<T: Serialize>(value: &T) -> Uint8Array {
    // Numbers, text, lists and options always pack.
    let bytes = postcard::to_allocvec(value).unwrap_or_default();
    Uint8Array::from(bytes.as_slice())
}

fn unpack<T: DeserializeOwned>(bytes: &JsValue) -> Option<T> {
    let bytes: &Uint8Array = bytes.dyn_ref()?;
    postcard::from_bytes(&bytes.to_vec()).ok()
}

/// A question of the page.
pub fn ask(request: &Request) -> JsValue {
    message("ask", &pack(request))
}

/// The last words of a worker.
pub fn broken(why: &str) -> JsValue {
    message("broken", &why.into())
}

/// An answer of the worker, and what of it is handed over rather than copied.
pub fn answer(reply: &Reply) -> (JsValue, Array) {
    let message = Object::new();
    let handed = Array::new();
    let answer = pack(&reply.answer);
    handed.push(&answer.buffer());
    set(&message, "answer", &answer);
    if !reply.bulk.is_empty() {
        let bulk = Float64Array::from(reply.bulk.as_slice());
        handed.push(&bulk.buffer());
        set(&message, "bulk", &bulk);
    }
    (message.into(), handed)
}
