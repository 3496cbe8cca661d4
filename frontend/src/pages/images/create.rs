//! A new image, or a copy of one: asks for its name.

use leptos::prelude::*;
use slipway_core::api::{ImageRequest, ImageView};
use slipway_core::config::Image;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};

use crate::client;
use crate::live::{LiveState, live};
use crate::route::{self, Route};
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, button, labelled};
use crate::widgets::dialog::dialog;
use crate::widgets::field::{Caption, Note};
use crate::widgets::text::{Look, text_field};

/// The question for a name. A handle.
#[derive(Clone, Copy)]
pub(super) struct Create {
    open: RwSignal<bool>,
    name: RwSignal<String>,
    /// What is copied.
    from: StoredValue<Option<ImageView>>,
    busy: RwSignal<bool>,
    /// Why the server refused.
    refusal: RwSignal<Option<String>>,
    go: Callback<Route>,
    live: LiveState,
}

impl Create {
    pub(super) fn new() -> Self {
        let go = route::navigator();
        Self {
            open: RwSignal::new(false),
            name: RwSignal::new(String::new()),
            from: StoredValue::new(None),
            busy: RwSignal::new(false),
            refusal: RwSignal::new(None),
            go: Callback::new(move |to: Route| go(&to)),
            live: live(),
        }
    }

    /// Asks for the name of a new image, or of a copy of `from`.
    pub(super) fn ask(self, from: Option<ImageView>) {
        self.name.set(from.as_ref().map(|from| [&from.name, "-copy"].concat()).unwrap_or_default());
        self.from.set_value(from);
        self.refusal.set(None);
        self.open.set(true);
    }

    /// Why the name cannot be taken, as a sentence.
    fn obstacle(self) -> Option<String> {
        if let Some(reason) = self.live.obstacle() {
            return Some(reason.to_owned());
        }
        let name = self.name.get();
        let taken =
            self.live.images.with(|images| images.as_ref().is_some_and(|images| images.contains_key(&name)));
        taken.then(|| ["There is an image ", &name, " already."].concat())
    }

    fn send(self) {
        let name = self.name.get_untracked();
        if name.is_empty() || self.busy.get_untracked() || untrack(|| self.obstacle()).is_some() {
            return;
        }
        let image = self.from.with_value(|from| from.as_ref().map(|from| from.image.clone()));
        let request = ImageRequest {
            name,
            image: image.unwrap_or_else(Image::default),
            resource_version: String::new(),
        };
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            match client::send::<_, ImageView>("POST", "/images", Some(&request)).await {
                Ok(made) => {
                    self.open.try_set(false);
                    self.go.run(Route::Image(made.name));
                }
                Err(problem) => drop(self.refusal.try_set(Some(client::sentence(&problem)))),
            }
            self.busy.try_set(false);
        });
    }
}

/// Where it asks.
pub(super) fn dialog_of(create: Create) -> AnyView {
    dialog(create.open, "New image", "max-w-md", move || content(create))
}

fn content(create: Create) -> AnyView {
    let notes = Memo::new(move |_| {
        let sentences = [create.obstacle(), create.refusal.get()];
        let note = |sentence| Note { tone: Tone::Error, sentence, action: None };
        sentences.into_iter().flatten().map(note).collect::<Vec<_>>()
    });
    let lead = create.from.with_value(|from| match from {
        Some(from) => ["A copy of ", &from.name, ", to be edited on its own."].concat(),
        None => "It begins with a Docker daemon beside the agent, over TLS. You edit it next.".to_owned(),
    });
    let caption =
        Caption::new("new-image-name", "Name").hint("Small letters, digits and dashes.").notes(notes.into());
    let change = Callback::new(move |text: String| {
        create.refusal.set(None);
        create.name.set(text);
    });
    let disabled = Signal::derive(move || create.name.with(String::is_empty) || create.obstacle().is_some());
    let form = NodeRef::<leptos::html::Form>::new();
    Effect::new(move |_| {
        if let Some(form) = form.get() {
            // Its value is set after it is drawn, which would undo the selection.
            request_animation_frame(move || select_input(&form));
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        create.send();
    };
    view! {
        <form node_ref=form class="flex flex-col gap-3" on:submit=submit>
            <p class="text-muted">{lead}</p>
            {text_field(caption, Look::code("bamboo-agent"), create.name.into(), change)}
            <div class="flex justify-end gap-2">
                {button(Weight::Normal, None, "Cancel", move || create.open.set(false))}
                {labelled(
                    Weight::Primary,
                    None,
                    Signal::stored("Make image".to_owned()),
                    disabled,
                    create.busy.into(),
                    Box::new(move || create.send()),
                )}
            </div>
        </form>
    }
    .into_any()
}

fn select_input(form: &Element) {
    let input = form.query_selector("input").ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        let _ = input.focus();
        input.select();
    }
}
