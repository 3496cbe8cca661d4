//! The form comes back as it was left: after a reload, a lost server, a login. Each tab has its own.
//!
//! A form is kept once it was drawn, not before, so that one that breaks the page, or holds it up for seconds, is not
//! met again at the next start. What is being drawn stands in a note until then; at the next start
//! `boot/opening.ts` turns a note that is still there into what is offered ([`Broken`]).

use std::time::Duration;

use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use slipway_core::config::{self, Config};
use slipway_core::link;

use super::Form;
use crate::browser::{storage, window};

/// Where the form of Configure is kept.
pub(super) const KEY: &str = "slipway.form";
/// The last configuration without an error: what the preview shows while there is one.
const GOOD: &str = "slipway.form.good";
/// What is being drawn: when that began, where it is kept, the page, and its text, a line each.
const NOTE: &str = "slipway.form.note";

/// A form that takes longer to compute and draw, in milliseconds, is not opened by itself again.
const LONG: f64 = 5_000.0;

/// Where a form is kept, and how far its drawing is. A handle.
#[derive(Clone, Copy)]
pub(super) struct Kept(StoredValue<State>);

struct State {
    key: String,
    /// What the form was filled from, until that was drawn.
    origin: Option<Origin>,
    /// When the drawing that is under way began, in milliseconds since 1970.
    began: Option<f64>,
    /// The configuration, as JSON.
    text: String,
    /// Whether that is still to be kept.
    due: bool,
}

/// A link, or a kept text, and what it came to.
struct Origin {
    key: String,
    text: String,
    config: Config,
}

/// The form of Configure as it was kept, and its text. A new tab begins with the last one, and an instance of its own.
/// `None` in place of a configuration that does not fit this version.
pub(super) fn load() -> Option<(Option<Config>, String)> {
    let (text, own) = storage::load_draft(KEY)?;
    let mut config: Option<Config> = crate::json::read(&text).ok();
    if let Some(config) = config.as_mut().filter(|_| !own) {
        config.instance.suffix.clear();
    }
    Some((config, text))
}

/// The last configuration without an error.
pub(super) fn load_good() -> Option<Config> {
    crate::json::read(&storage::load_draft(GOOD)?.0).ok()
}

/// What fits of a kept text that was written by another version; `None` when it is no configuration.
pub(crate) fn read_kept(text: &str) -> Option<Config> {
    let kept = crate::json::document(text).ok()?;
    let read = kept.is_object().then(|| config::from_value(kept))?;
    let fits = read.findings.iter().all(|finding| finding.code != "input-limit");
    fits.then_some(read.config)
}

/// Reads a link; whatever happens meanwhile, the next start knows which it was.
///
/// # Errors
/// Why it cannot be read, as a sentence.
pub(crate) fn read_link(text: &str) -> Result<config::Read, String> {
    note(js_sys::Date::now(), "", "/", text);
    let read = link::decode(text);
    if read.is_err() {
        storage::remove_draft(NOTE);
    }
    read
}

fn note(began: f64, key: &str, page: &str, text: &str) {
    storage::save_draft(NOTE, &[&(began as u64).to_string(), key, page, text].join("\n"));
}

impl Kept {
    /// Of a form that is kept under `key`.
    pub(super) fn new(key: String) -> Self {
        Self(StoredValue::new(State { key, origin: None, began: None, text: String::new(), due: false }))
    }

    /// Says that `text`, kept under `key` or from a link, came to `config`, which is drawn next.
    pub(super) fn opens(self, key: &str, text: String, config: Config) {
        let origin = Origin { key: key.to_owned(), text, config };
        self.0.update_value(|state| state.origin = Some(origin));
    }

    /// Notes that `config` is about to be drawn.
    pub(super) fn begin(self, config: &Config) {
        self.0.update_value(|state| {
            state.began.get_or_insert_with(js_sys::Date::now);
            state.text = crate::json::write(config).unwrap_or_default();
            state.due = true;
            state.note(config, js_sys::Date::now());
        });
    }
}

impl State {
    fn note(&self, config: &Config, began: f64) {
        let origin = self.origin.as_ref().filter(|origin| origin.config == *config);
        let (key, text) = origin.map_or((&self.key, &self.text), |origin| (&origin.key, &origin.text));
        let page = window().location().pathname().unwrap_or_default();
        note(began, key, &page, text);
    }
}

/// Keeps every change of `form` once it was drawn: `save` gets the configuration as JSON.
pub(crate) fn keep(form: Form, save: impl Fn(&str) + Send + Sync + 'static) {
    let drawn = Callback::new(move |()| form.drawn(&save));
    Effect::new(move |_| {
        form.rendered.track();
        form.config.with(|config| form.pipeline.is_settled(config));
        after_frame(move || {
            let _ = drawn.try_run(());
        });
    });
    // Who leaves before the next frame, or hides the page so that none comes, leaves a form that was computed.
    let leaving = ["pagehide", "visibilitychange"].map(|name| {
        window_event_listener_untyped(name, move |_| {
            let _ = drawn.try_run(());
        })
    });
    on_cleanup(move || {
        let _ = drawn.try_run(());
        leaving.into_iter().for_each(WindowListenerHandle::remove);
    });
}

/// The form of Configure is kept, and beside it the last that could be rendered.
pub(super) fn keep_whole(form: Form) {
    keep(form, move |text| {
        storage::save_draft(KEY, text);
        if form.rendered.with_untracked(|rendered| rendered.manifests.is_some()) {
            storage::save_draft(GOOD, text);
        }
    });
}

impl Form {
    /// The form is on the page: from now on it is kept, unless that took long.
    fn drawn(self, save: &impl Fn(&str)) {
        let state = self.kept.0;
        if state.try_with_value(|state| state.due) != Some(true) {
            return;
        }
        let now = js_sys::Date::now();
        let began = state.try_update_value(|state| state.began.take()).flatten().unwrap_or(now);
        if now - began > LONG {
            // As old as can be: every tab takes it for one that broke.
            self.config.with_untracked(|config| state.with_value(|state| state.note(config, 0.0)));
            return;
        }
        storage::remove_draft(NOTE);
        if self.config.with_untracked(|config| untrack(|| self.pipeline.is_settled(config))) {
            state.update_value(|state| {
                state.origin = None;
                state.due = false;
            });
            state.with_value(|state| save(&state.text));
        }
    }
}

/// Calls `then` when the next frame was painted; at once where nobody sees the page and no frame comes.
fn after_frame(then: impl Fn() + 'static) {
    if document().hidden() {
        then();
    } else {
        request_animation_frame(move || set_timeout(then, Duration::ZERO));
    }
}
