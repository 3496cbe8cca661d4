//! The way back from what replaced many settings at one press: a preset, a link, a fix, a row that was removed.

use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::config::Config;

use super::Form;
use crate::widgets::badge::Tone;

/// What was replaced, and by what.
#[derive(Clone)]
pub(super) struct Undo {
    before: Config,
    after: Config,
    /// By a whole configuration: a preset or a link.
    whole: bool,
}

impl Form {
    /// Remembers `before` and says `sentence` with a press that goes back.
    pub(super) fn offer_undo(self, before: Config, sentence: String, whole: bool) {
        let after = self.config.get_untracked();
        self.undo.set(Some(Undo { before, after, whole }));
        self.toasts.offer(Tone::Success, sentence, "Undo", Arc::new(move || self.undo()));
    }

    /// Changes the configuration in a way that can be taken back: something of it goes.
    pub(crate) fn remove(self, what: &str, edit: impl FnOnce(&mut Config)) {
        let before = self.config.get_untracked();
        self.edit(edit);
        self.offer_undo(before, ["Removed ", what, "."].concat(), false);
    }

    /// Goes back to before the last replacement; edits made since go with it, and come back when this is undone.
    pub(crate) fn undo(self) {
        // The page of the form may be gone, and a toast still there.
        let Some(Undo { before, after, whole }) = self.undo.try_get_untracked().flatten() else { return };
        let now = self.config.get_untracked();
        self.set(before);
        if now == after {
            self.undo.set(None);
        } else {
            self.offer_undo(
                now,
                "The settings of before are back, without your last edits.".to_owned(),
                whole,
            );
        }
    }

    /// Whether a preset or a link filled the form and nothing was edited since.
    pub(crate) fn was_replaced(self) -> bool {
        self.undo.with(|undo| {
            undo.as_ref().is_some_and(|undo| undo.whole && self.config.with(|config| *config == undo.after))
        })
    }

    /// Forgets that it was.
    pub(crate) fn forget_undo(self) {
        self.undo.set(None);
    }
}
