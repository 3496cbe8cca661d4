//! The editor module and its handle, as `frontend/editor/editor.ts` defines them.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::{Callable, GetUntracked, document};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Edited;
use crate::browser::import;

/// Something wrong in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// From 1.
    pub(crate) line: usize,
    /// From 1.
    pub(crate) column: usize,
    /// A sentence.
    pub(crate) message: String,
    /// `error`, `warning` or `info`.
    pub(crate) severity: &'static str,
}

/// A mounted editor.
pub(super) struct Handle {
    object: JsValue,
    _on_change: Closure<dyn Fn(String)>,
}

/// The module whose address the page names; `None` when it cannot be loaded.
pub(super) async fn module() -> Option<JsValue> {
    let meta = document().query_selector("meta[name=slipway-editor]").ok()??;
    let address = meta.get_attribute("content")?;
    JsFuture::from(import::load(&address)).await.ok()
}

impl Handle {
    pub(super) fn mount(
        module: &JsValue,
        host: &web_sys::Element,
        label: &str,
        edited: Edited,
    ) -> Option<Self> {
        let mount: Function = Reflect::get(module, &"mount".into()).ok()?.dyn_into().ok()?;
        let on_change = Closure::<dyn Fn(String)>::new(move |text| edited.change.run(text));
        let options = object(&[
            ("doc", edited.value.get_untracked().into()),
            ("label", label.into()),
            ("dark", edited.dark.get_untracked().into()),
            ("onChange", on_change.as_ref().clone()),
        ]);
        let object = mount.call2(module, host, &options).ok()?;
        Some(Self { object, _on_change: on_change })
    }

    pub(super) fn set_doc(&self, text: &str) {
        self.call("setDoc", &[text.into()]);
    }

    pub(super) fn set_markers(&self, markers: &[Marker]) {
        let markers: Array = markers.iter().map(Marker::object).collect();
        self.call("setMarkers", &[markers.into()]);
    }

    pub(super) fn set_dark(&self, dark: bool) {
        self.call("setDark", &[dark.into()]);
    }

    pub(super) fn go_to(&self, line: usize, column: usize) {
        self.call("goTo", &[number(line), number(column)]);
    }

    /// Where somebody who is typing goes on: after `units` units of UTF-16.
    pub(super) fn go_to_place(&self, text: &str, units: usize) {
        let before: Vec<u16> = text.encode_utf16().take(units).collect();
        let before = String::from_utf16_lossy(&before);
        let last = before.rsplit('\n').next().unwrap_or_default();
        self.go_to(before.matches('\n').count() + 1, last.chars().count() + 1);
    }

    pub(super) fn destroy(self) {
        self.call("destroy", &[]);
    }

    fn call(&self, method: &str, arguments: &[JsValue]) {
        let Ok(function) = Reflect::get(&self.object, &method.into()) else { return };
        if let Some(function) = function.dyn_ref::<Function>() {
            let _ = function.apply(&self.object, &arguments.iter().collect());
        }
    }
}

impl Marker {
    fn object(&self) -> JsValue {
        object(&[
            ("line", number(self.line)),
            ("column", number(self.column)),
            ("message", self.message.as_str().into()),
            ("severity", self.severity.into()),
        ])
    }
}

fn number(value: usize) -> JsValue {
    u32::try_from(value).unwrap_or(u32::MAX).into()
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Only fails on objects that cannot be extended.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}
