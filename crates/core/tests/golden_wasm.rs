//! The WebAssembly build of the core writes every golden file byte for byte as the native one.

#![cfg(target_arch = "wasm32")]

mod golden;

use wasm_bindgen_test::wasm_bindgen_test;

include!(concat!(env!("OUT_DIR"), "/goldens.rs"));

#[wasm_bindgen_test]
fn every_golden_file_is_the_same_in_wasm() {
    let all = golden::all();
    assert_eq!(all.len(), GOLDENS.len());
    for (name, text) in all {
        let expected = GOLDENS.iter().find(|(golden, _)| *golden == name).map(|(_, text)| *text);
        assert_eq!(Some(text.as_str()), expected, "{name}");
    }
}
