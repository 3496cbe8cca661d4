//! Text that outlives the page. Storage may be forbidden or full: then nothing is kept, and nothing breaks.

use super::window;

/// The text kept under `key`.
pub(crate) fn load(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps `text` under `key`.
pub(crate) fn save(key: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, text);
    }
}

/// Forgets what is kept under `key`.
pub(crate) fn remove(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}
