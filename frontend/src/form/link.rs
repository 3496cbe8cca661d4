//! Share links: they fill the form, say so, and apply nothing.

use leptos::prelude::GetUntracked;
use leptos::task::spawn_local;
use slipway_core::link;

use super::{Form, broken};
use crate::browser::{listen, window};
use crate::parts;
use crate::route::{self, Route};
use crate::widgets::badge::Tone;

/// Opens the link of the address, now and whenever one is pasted over it.
pub(super) fn follow(form: Form) {
    let go = route::navigator();
    let open = move || {
        if let Some(text) = fragment() {
            // What broke the page is offered; *Try again* opens it.
            if !broken::is_link(&text) {
                spawn_local(open(form, text));
            }
            forget_fragment();
            // A link is good on any page; the form is on one.
            if Route::here() != Route::Configure {
                go(&Route::Configure);
            }
        }
    };
    open();
    listen(&window(), "hashchange", move |_| open());
}

async fn open(form: Form, text: String) {
    match parts::read_link(text.clone()).await {
        Ok(Ok(read)) => {
            form.replace_opened(
                read.config,
                text,
                "The form was filled from a link. Nothing has been applied.",
            );
            if !read.findings.is_empty() {
                form.remark(read.findings);
            }
            form.find_spare(None);
        }
        Err(_) => form.toasts.show(Tone::Error, "The link could not be read: a part of the console is missing. Reload the page and paste it again."),
        Ok(Err(reason)) => {
            let sentence = [&reason, " The form is as it was."].concat();
            form.toasts.show(Tone::Error, sentence);
        }
    }
}

/// The link in the address. Other fragments (places on the page) are not links.
fn fragment() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let text = hash.strip_prefix('#')?;
    let version = text.strip_prefix('v')?.split(':').next()?;
    let is_link =
        text.contains(':') && !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    is_link.then(|| text.to_owned())
}

/// A reload must not undo the edits made since.
fn forget_fragment() {
    let location = window().location();
    let here = [location.pathname().unwrap_or_default(), location.search().unwrap_or_default()].concat();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&here));
    }
}

impl Form {
    /// The link to the form as it is. The suffix stays behind: whoever opens it gets an instance of their own.
    pub(crate) fn share_link(self) -> String {
        let mut config = self.config.get_untracked();
        config.instance.suffix.clear();
        let origin = window().location().origin().unwrap_or_default();
        [&origin, "/#", &link::encode(&config)].concat()
    }
}
