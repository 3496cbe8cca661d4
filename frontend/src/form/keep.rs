//! The form comes back as it was left: after a reload, a lost server, a login.

use leptos::prelude::*;
use slipway_core::config::{self, Config};

use crate::browser::storage;

const KEY: &str = "slipway.form";

/// The configuration that was kept.
pub(super) fn load() -> Option<Config> {
    let text = storage::load(KEY)?;
    // It was written as JSON, for which the reader of YAML need not be here.
    let kept = crate::json::document(&text).ok()?;
    kept.is_object().then(|| config::from_value(kept).config)
}

/// Keeps every change. Changes of one moment are one write: effects run together after them.
pub(super) fn keep(config: RwSignal<Config>) {
    Effect::new(move |_| {
        if let Ok(text) = config.with(crate::json::write) {
            storage::save(KEY, &text);
        }
    });
}
