//! The form comes back as it was left: after a reload, a lost server, a login. Each tab has its own.

use leptos::prelude::*;
use slipway_core::config::{self, Config};

use super::Form;
use crate::browser::storage;

const KEY: &str = "slipway.form";
/// The last configuration without an error: what the preview shows while there is one.
const GOOD: &str = "slipway.form.good";

/// The configuration that was kept. A new tab begins with the last one, and an instance of its own.
pub(super) fn load() -> Option<Config> {
    let (mut config, own) = read(KEY)?;
    if !own {
        config.instance.suffix.clear();
    }
    Some(config)
}

/// The last configuration without an error.
pub(super) fn load_good() -> Option<Config> {
    Some(read(GOOD)?.0)
}

fn read(key: &str) -> Option<(Config, bool)> {
    let (text, own) = storage::load_draft(key)?;
    // It was written as JSON, for which the reader of YAML need not be here.
    let kept = crate::json::document(&text).ok()?;
    kept.is_object().then(|| (config::from_value(kept).config, own))
}

/// Keeps every change. Changes of one moment are one write: effects run together after them.
pub(super) fn keep(form: Form) {
    Effect::new(move |_| {
        if let Ok(text) = form.config.with(crate::json::write) {
            storage::save_draft(KEY, &text);
            if form.rendered.with(|rendered| rendered.manifests.is_some()) {
                storage::save_draft(GOOD, &text);
            }
        }
    });
}
