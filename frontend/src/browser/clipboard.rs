//! The clipboard and files.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::window;

/// Puts `text` on the clipboard. False when the browser forbids it, as it does on plain-HTTP addresses other than
/// this machine's.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let has = js_sys::Reflect::has(&navigator, &"clipboard".into()).unwrap_or(false);
    has && !navigator.clipboard().is_undefined()
        && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Hands `text` to the user as the file `name`. False when the browser refuses.
pub(crate) fn download(name: &str, kind: &str, text: &str) -> bool {
    try_download(name, kind, text).is_some()
}

fn try_download(name: &str, kind: &str, text: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = window().document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}
