//! Modules loaded when they are needed.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = "export function load(address) { return import(address); }")]
extern "C" {
    /// The module at `address`.
    pub(crate) fn load(address: &str) -> Promise;
}
