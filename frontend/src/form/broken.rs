//! A form that broke the page, or held it up, when it was last opened: it is offered, not opened.

use leptos::prelude::*;

use super::Form;
use crate::browser::{storage, window};

/// Written by `boot/opening.ts`: where it was kept (nowhere: a link), the page, and its text, a line each.
const BROKEN: &str = "slipway.form.broken";

/// A form that could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Where it was kept; empty for a link.
    key: String,
    /// The page that broke.
    page: String,
    /// The link, or the settings as JSON.
    pub(crate) text: String,
}

/// Whether there is something to offer.
pub(super) fn is_there() -> bool {
    storage::load(BROKEN).is_some()
}

/// What there is to offer.
pub(crate) fn broken() -> Option<Broken> {
    let kept = storage::load(BROKEN)?;
    let mut lines = kept.splitn(3, '\n').map(str::to_owned);
    Some(Broken { key: lines.next()?, page: lines.next()?, text: lines.next()? })
}

/// Puts the `text` that is kept under `key` aside, for the form of `page` to begin without it.
pub(super) fn put_aside(key: &str, page: &str, text: &str) {
    storage::remove_draft(key);
    storage::save(BROKEN, &[key, page, text].join("\n"));
}

/// Whether the link `text` is offered: it broke the page.
pub(super) fn is_link(text: &str) -> bool {
    storage::load(BROKEN).is_some_and(|kept| kept.starts_with('\n') && kept.ends_with(text))
}

impl Form {
    /// Forgets what is offered.
    pub(crate) fn discard_broken(self) {
        storage::remove_draft(BROKEN);
        self.broken.set(false);
    }

    /// Opens what is offered after all, on a fresh page; should that break again, it is offered again.
    pub(crate) fn try_broken(self) {
        let Some(Broken { key, page, text }) = broken() else { return };
        self.discard_broken();
        let address = if key.is_empty() {
            ["/#", &text].concat()
        } else {
            storage::save_draft(&key, &text);
            page
        };
        // Going to the address that is shown would not load the page.
        let replaced = window().history().and_then(|history| {
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address))
        });
        let _ = replaced.and_then(|()| window().location().reload());
    }
}
