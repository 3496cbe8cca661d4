//! From a path of the configuration to its field on the page.

use leptos::prelude::*;
use slipway_core::finding::Position;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::browser::window;

/// Where to go.
#[derive(Clone)]
pub(crate) struct Goal {
    /// Path of the configuration.
    pub(crate) path: String,
    /// The place within its text.
    pub(crate) position: Option<Position>,
}

/// Makes a field visible; answers whether it also moved the focus there.
type Reveal = Callback<Goal, bool>;

/// The places fields may hide in: folded sections, the other tab, a code editor.
#[derive(Clone, Copy)]
pub(crate) struct Places {
    reveals: StoredValue<Vec<(u32, Reveal)>>,
    last_id: StoredValue<u32>,
    /// Where to go as soon as the field is made.
    waiting: StoredValue<Option<Goal>>,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            reveals: StoredValue::new(Vec::new()),
            last_id: StoredValue::new(0),
            waiting: StoredValue::new(None),
        }
    }
}

impl Places {
    /// Calls `reveal` with every goal, for as long as the caller's view lives.
    pub(crate) fn add(self, reveal: impl Fn(Goal) -> bool + Send + Sync + 'static) {
        let id = self.last_id.get_value() + 1;
        self.last_id.set_value(id);
        self.reveals.update_value(|all| all.push((id, Callback::new(reveal))));
        on_cleanup(move || {
            self.reveals.try_update_value(|all| all.retain(|(of, _)| *of != id));
        });
    }

    /// Remembers a goal whose field has yet to be made.
    pub(crate) fn wait(self, goal: Goal) {
        self.waiting.set_value(Some(goal));
    }

    /// Goes where somebody wanted to go, now that more fields are made.
    pub(crate) fn arrived(self) {
        if let Some(goal) = self.waiting.try_update_value(Option::take).flatten() {
            self.go(goal);
        }
    }

    /// Shows and focuses the field of a path, or the nearest that holds it.
    pub(crate) fn go(self, goal: Goal) {
        let reveals =
            self.reveals.with_value(|all| all.iter().map(|(_, reveal)| *reveal).collect::<Vec<_>>());
        // All are asked: the place may be folded away in more than one way.
        let focused = reveals.into_iter().filter(|reveal| reveal.run(goal.clone())).count();
        if focused > 0 {
            return;
        }
        // The field is drawn when its section has opened.
        request_animation_frame(move || {
            if let Some(field) = nearest(&goal.path) {
                show(&field);
            }
        });
    }
}

/// What the page calls the field of `path`; the path itself while its field is not on the page.
pub(crate) fn name_of(path: &str) -> String {
    let label = nearest(path).and_then(|field| {
        let group = field.closest("fieldset").ok().flatten();
        let selector = ["label[for='", &field.id(), "']"].concat();
        let label = window().document()?.query_selector(&selector).ok().flatten();
        label.or_else(|| group?.query_selector("legend").ok().flatten())?.text_content()
    });
    label.filter(|label| !label.is_empty()).unwrap_or_else(|| path.to_owned())
}

/// The element of `path`, else of the path that holds it.
fn nearest(path: &str) -> Option<HtmlElement> {
    let document = window().document()?;
    let mut path = path;
    loop {
        if let Some(element) = document.get_element_by_id(path) {
            return element.dyn_into().ok();
        }
        path = path.get(..path.rfind(['.', '['])?)?;
    }
}

fn show(field: &HtmlElement) {
    if let Ok(Some(folded)) = field.closest("details:not([open])") {
        let _ = folded.set_attribute("open", "");
    }
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(ScrollBehavior::Smooth);
    options.set_block(ScrollLogicalPosition::Center);
    field.scroll_into_view_with_scroll_into_view_options(&options);
    let focus = FocusOptions::new();
    focus.set_prevent_scroll(true);
    let _ = field.focus_with_options(&focus);
}
