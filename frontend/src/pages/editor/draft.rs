//! Edits that are not saved yet come back after a reload, a lost server, a look at another page.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use slipway_core::config::Config;

use super::{Base, Editing, Subject};
use crate::browser::storage;

/// Edits, and the version they began from.
#[derive(Serialize, Deserialize)]
struct Draft {
    version: String,
    config: Config,
}

/// The edits of `subject` that were kept.
pub(super) fn load(subject: &Subject) -> Option<Base> {
    let Draft { version, config } = crate::json::read(&storage::load_draft(&subject.key())?.0).ok()?;
    Some(Base { config, version })
}

/// Keeps the edits while there are any.
pub(super) fn keep(editing: Editing) {
    let key = editing.subject.with_value(Subject::key);
    Effect::new(move |_| {
        if !editing.dirty.get() {
            storage::remove_draft(&key);
            return;
        }
        let draft = Draft {
            version: editing.base.with(|base| base.version.clone()),
            config: editing.form.config.get(),
        };
        if let Ok(text) = crate::json::write(&draft) {
            storage::save_draft(&key, &text);
        }
    });
}
