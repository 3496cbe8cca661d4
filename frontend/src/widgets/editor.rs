//! A code editor, loaded when it is first seen; a plain text area until then and where it cannot be loaded.

mod handle;

use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlTextAreaElement, IntersectionObserver};

use super::field::{Caption, field};
use handle::Handle;
pub(crate) use handle::Marker;

/// What an editor edits and says.
#[derive(Clone, Copy)]
pub(crate) struct Edited {
    /// The text.
    pub(crate) value: Signal<String>,
    /// Called with the whole text after each change.
    pub(crate) change: Callback<String>,
    /// What is wrong where.
    pub(crate) markers: Signal<Vec<Marker>>,
    /// Whether the page is dark.
    pub(crate) dark: Signal<bool>,
}

/// The editor on the page.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    handle: StoredValue<Option<Handle>, LocalStorage>,
    loading: StoredValue<bool>,
    /// Whether the editor has taken the text area's place.
    ready: RwSignal<bool>,
    area: NodeRef<Textarea>,
    host: NodeRef<Div>,
}

impl Editor {
    /// An editor that is not on the page yet.
    pub(crate) fn new() -> Self {
        Self {
            handle: StoredValue::new_local(None),
            loading: StoredValue::new(false),
            ready: RwSignal::new(false),
            area: NodeRef::new(),
            host: NodeRef::new(),
        }
    }

    /// Moves the focus to a line and column, both from 1.
    pub(crate) fn focus(self, line: usize, column: usize) {
        let in_editor =
            self.handle.with_value(|handle| handle.as_ref().map(|handle| handle.go_to(line, column)));
        if let (None, Some(area)) = (in_editor, self.area.get_untracked()) {
            let _ = area.focus();
        }
    }

    /// The editor as a labelled field.
    pub(crate) fn field(self, caption: Caption, edited: Edited) -> AnyView {
        let label = caption.label.clone();
        self.load_when_seen(label, edited);
        self.follow(edited);
        on_cleanup(move || {
            self.handle.try_update_value(|handle| handle.take().map(Handle::destroy));
        });
        field(caption, move |wiring| {
            view! {
                <div node_ref=self.host data-editor="" hidden=move || !self.ready.get()></div>
                <textarea
                    node_ref=self.area
                    id=wiring.id
                    class="textarea w-full font-mono text-code"
                    rows="6"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    hidden=self.ready
                    aria-describedby=move || wiring.described_by.get()
                    aria-invalid=move || wiring.invalid.get().then_some("true")
                    prop:value=move || edited.value.get()
                    on:input=move |event| edited.change.run(event_target_value(&event))
                ></textarea>
            }
            .into_any()
        })
    }

    fn load_when_seen(self, label: String, edited: Edited) {
        Effect::new(move |_| {
            let Some(area) = self.area.get() else { return };
            let label = label.clone();
            let seen = Closure::<dyn Fn(js_sys::Array, IntersectionObserver)>::new(
                move |entries: js_sys::Array, observer: IntersectionObserver| {
                    let entries = entries
                        .iter()
                        .filter_map(|entry| entry.dyn_into::<web_sys::IntersectionObserverEntry>().ok());
                    if entries.into_iter().any(|entry| entry.is_intersecting()) {
                        observer.disconnect();
                        self.load(label.clone(), edited);
                    }
                },
            );
            if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
                observer.observe(&area);
                seen.forget();
            }
        });
    }

    fn load(self, label: String, edited: Edited) {
        if self.loading.try_get_value() != Some(false) {
            return;
        }
        self.loading.set_value(true);
        spawn_local(async move {
            let Some(module) = handle::module().await else { return };
            let Some(Some(host)) = self.host.try_get_untracked() else { return };
            let area = self.area.get_untracked();
            let had_focus = area.as_ref().filter(|area| {
                window().document().and_then(|d| d.active_element()).as_ref() == Some(area.as_ref())
            });
            // What is hidden can neither be measured nor focused. From here to the focus nothing else runs, so that no
            // key is lost between the two.
            let _ = host.remove_attribute("hidden");
            let Some(handle) = Handle::mount(&module, &host, &label, edited) else {
                let _ = host.set_attribute("hidden", "");
                return;
            };
            if let Some(area) = had_focus {
                handle.go_to_place(&edited.value.get_untracked(), caret(area));
            }
            handle.set_markers(&edited.markers.get_untracked());
            self.handle.set_value(Some(handle));
            self.ready.set(true);
        });
    }

    /// What changes outside of the editor shows in it.
    fn follow(self, edited: Edited) {
        let with = move |act: &dyn Fn(&Handle)| {
            self.handle.with_value(|handle| {
                if let Some(handle) = handle {
                    act(handle);
                }
            });
        };
        Effect::new(move |_| {
            let text = edited.value.get();
            with(&|handle| handle.set_doc(&text));
        });
        Effect::new(move |_| {
            let markers = edited.markers.get();
            with(&|handle| handle.set_markers(&markers));
        });
        Effect::new(move |_| {
            let dark = edited.dark.get();
            with(&|handle| handle.set_dark(dark));
        });
    }
}

/// Where the caret is, in units of UTF-16; the end where the browser does not say.
fn caret(area: &HtmlTextAreaElement) -> usize {
    let at = area.selection_end().ok().flatten();
    at.and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX)
}
