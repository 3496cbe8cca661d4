//! Text that outlives the page. Storage may be forbidden or full: then nothing is kept, and nothing breaks.

use web_sys::Storage;

use super::window;

/// The text kept under `key`.
pub(crate) fn load(key: &str) -> Option<String> {
    browser()?.get_item(key).ok()?
}

/// Keeps `text` under `key`.
pub(crate) fn save(key: &str, text: &str) {
    if let Some(storage) = browser() {
        let _ = storage.set_item(key, text);
    }
}

/// The draft of this tab under `key`; in a new tab that of the tab that wrote last. Whether it is this tab's own.
pub(crate) fn load_draft(key: &str) -> Option<(String, bool)> {
    let own = tab().and_then(|storage| storage.get_item(key).ok()?);
    own.map(|text| (text, true)).or_else(|| Some((load(key)?, false)))
}

/// Keeps a draft: tabs do not write over each other's, and a new tab begins with the last.
pub(crate) fn save_draft(key: &str, text: &str) {
    if let Some(storage) = tab() {
        let _ = storage.set_item(key, text);
    }
    save(key, text);
}

/// Forgets a draft.
pub(crate) fn remove_draft(key: &str) {
    for storage in [tab(), browser()].into_iter().flatten() {
        let _ = storage.remove_item(key);
    }
}

/// What all tabs share.
fn browser() -> Option<Storage> {
    window().local_storage().ok()?
}

/// What only this tab has; it outlives a reload, not the tab.
fn tab() -> Option<Storage> {
    window().session_storage().ok()?
}
