//! The program itself, as the page hands it on to its worker: loaded and compiled once.

use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::protocol::set;

#[wasm_bindgen]
extern "C" {
    /// Where the JavaScript around the program was loaded from.
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static ADDRESS: JsValue;
}

/// The script that starts a worker, with what tells builds apart: a browser may keep the script of another one.
pub fn boot() -> String {
    let build = option_env!("NETSPLIT_BUILD").unwrap_or(env!("CARGO_PKG_VERSION"));
    format!("./worker-boot.js?{build}")
}

/// A script that starts the same worker from wherever it stands: a frame of an opaque origin may start no other. What the
/// page says before the real script listens is kept for it.
pub fn boot_from_afar(home: &str) -> String {
    let script = format!("{home}{}", boot().trim_start_matches("./"));
    let script = serde_json::Value::from(script);
    format!(
        "const early = []; self.onmessage = (event) => early.push(event); \
         import({script}).then(() => early.forEach((event) => self.onmessage(event)));"
    )
}

/// Message that this script waits for: the address of the program's JavaScript, and the compiled module.
pub fn program() -> JsValue {
    let program = Object::new();
    ADDRESS.with(|address| set(&program, "address", address));
    set(&program, "module", &wasm_bindgen::module());
    program.into()
}
