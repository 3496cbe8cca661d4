//! Edits that are not saved yet come back after a reload, a lost server, a look at another page.

use leptos::prelude::*;
use serde::Deserialize;
use slipway_core::config::Config;

use super::{Base, Editing, Subject};
use crate::browser::storage;
use crate::form;

/// Edits, and the version they began from.
#[derive(Deserialize)]
struct Draft {
    version: String,
    config: Config,
}

/// The edits of `subject` that were kept, and their text.
pub(super) fn load(subject: &Subject) -> Option<(Base, String)> {
    let (text, _) = storage::load_draft(&subject.key())?;
    let Draft { version, config } = crate::json::read(&text).ok()?;
    Some((Base { config, version }, text))
}

/// Keeps the edits while there are any.
pub(super) fn keep(editing: Editing) {
    let key = editing.subject.with_value(Subject::key);
    let of = key.clone();
    Effect::new(move |_| {
        if !editing.dirty.get() {
            storage::remove_draft(&of);
        }
    });
    form::keep(editing.form, move |config| {
        if editing.dirty.get_untracked() {
            let version = editing.base.with_untracked(|base| crate::json::write(&base.version));
            let version = version.unwrap_or_default();
            storage::save_draft(&key, &[r#"{"version":"#, &version, r#","config":"#, config, "}"].concat());
        }
    });
}
