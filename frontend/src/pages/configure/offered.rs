//! The offer of a form that could not be opened: as text, once more, or not at all.

use leptos::prelude::*;

use crate::browser::clipboard;
use crate::form::{self, Broken, Form};
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, button};
use crate::widgets::icon::{Icon, icon};
use crate::widgets::toast::toasts;

/// How many bytes of it are shown; all of it is copied and downloaded.
const SHOWN: usize = 20_000;

const WHY: &str = "It broke the page or held it up for seconds, so the page began with a new form.";

/// The offer.
pub(crate) fn offered(form: Form) -> AnyView {
    let as_text = RwSignal::new(false);
    let text = move || as_text.get().then(|| form::broken().map(|broken| text(&broken)));
    view! {
        <section class="notice notice-warning offered" aria-label="The last form">
            {icon(Icon::Warning, "mt-0.5 size-4 shrink-0")}
            <div class="min-w-0 grow">
                <p role="status"><strong>"The last form could not be opened."</strong></p>
                <p>{WHY}</p>
                <div class="offered-actions">
                    {button(Weight::Normal, Some(Icon::Trash), "Discard", move || form.discard_broken())}
                    {move || (!as_text.get()).then(|| button(Weight::Normal, None, "Open as text", move || as_text.set(true)))}
                    {button(Weight::Quiet, Some(Icon::Restart), "Try again", move || form.try_broken())}
                </div>
                {text}
            </div>
        </section>
    }
    .into_any()
}

fn text(broken: &Broken) -> AnyView {
    let toasts = toasts();
    let whole = move || form::broken().map(|broken| broken.text).unwrap_or_default();
    let copy = move || {
        leptos::task::spawn_local(async move {
            if clipboard::copy(&whole()).await {
                toasts.show(Tone::Success, "The text is on the clipboard.");
            } else {
                toasts.show(Tone::Error, "The browser does not allow copying here. Download the text.");
            }
        });
    };
    let download = move || {
        if !clipboard::download("slipway-form.txt", "text/plain", &whole()) {
            toasts.show(Tone::Error, "The browser does not allow downloads here.");
        }
    };
    let (shown, cut) = cut(&broken.text);
    let cut = (cut > 0).then(|| {
        let sentence =
            ["The first ", &shown.len().to_string(), " of ", &broken.text.len().to_string(), " bytes."];
        view! { <p>{sentence.concat()}</p> }
    });
    view! {
        <textarea class="textarea offered-text w-full" aria-label="The last form as text" readonly spellcheck="false" rows="8">
            {shown.to_owned()}
        </textarea>
        {cut}
        <div class="offered-actions">
            {button(Weight::Normal, Some(Icon::Copy), "Copy", copy)}
            {button(Weight::Normal, Some(Icon::Download), "Download", download)}
        </div>
    }
    .into_any()
}

/// The beginning of `text` that is shown, and how many bytes follow.
fn cut(text: &str) -> (&str, usize) {
    let shown = text.get(..text.floor_char_boundary(SHOWN)).unwrap_or(text);
    (shown, text.len() - shown.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_cut_between_letters() {
        for (text, left) in [(String::new(), 0), ("a".repeat(SHOWN), 0), ("ä".repeat(SHOWN), SHOWN)] {
            assert_eq!(cut(&text).1, left);
        }
        assert_eq!(cut(&["a", &"ä".repeat(SHOWN)].concat()).1, SHOWN + 2);
    }
}
