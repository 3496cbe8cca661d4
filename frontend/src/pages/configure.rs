//! Configure: form left, live YAML right.

mod agent;
mod bottom_bar;
mod confirm;
mod controls;
mod docker;
mod environment;
mod findings;
mod offered;
mod overlay;
mod placement;
mod presets;
mod preview;
mod section;
mod share;
mod size;
mod storage;

use leptos::prelude::*;
use slipway_core::config::{DockerMode, ProfileKind};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent};

use crate::form::{self, Form};
use crate::keys::{self, Command};
use crate::pages::notice;
use crate::parts;
pub(crate) use confirm::question;
pub(crate) use offered::offered;
pub(crate) use preview::{Preview, field_of, is_made_by, lines};
pub(crate) use share::share;

/// What a narrow window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Form,
    Yaml,
}

/// Fields that are not there at the first visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    Daemon,
    /// A list, below everything that is seen at once.
    PrePull,
    Storage,
    Environment,
    Placement,
    Overlay,
    /// Of a CI system that is not the default.
    Profile(ProfileKind),
    /// Of one way to Docker.
    Mode(DockerMode),
    /// Of a size of one's own.
    Size,
}

/// The fields themselves; somebody may be on the way to one of them.
pub(crate) fn fields(form: Form, of: Folded) -> AnyView {
    let fields = match of {
        Folded::Daemon => docker::fields(form),
        Folded::PrePull => docker::pre_pull(form),
        Folded::Storage => storage::fields(form),
        Folded::Environment => environment::fields(form),
        Folded::Placement => placement::fields(form),
        Folded::Overlay => overlay::fields(form),
        Folded::Size => size::own(form),
        Folded::Mode(mode) => docker::of_mode(form, mode),
        Folded::Profile(kind) => agent::profile_fields(form, kind),
    };
    form.places.arrived();
    fields
}

/// The page.
pub(crate) fn page() -> AnyView {
    let form = form::form();
    let trouble = notice::has_trouble();
    let above = view! {
        <h1 class="sr-only">"Configure"</h1>
        {move || trouble.get().then(|| view! { <div class="mb-4">{parts::trouble()}</div> })}
        {presets::presets(form)}
    }
    .into_any();
    workbench(form, above, move |preview| bottom_bar::bottom_bar(form, preview))
}

/// Form left, with `above` above it; live YAML right; a bar below.
pub(crate) fn workbench(form: Form, above: AnyView, bar: impl FnOnce(Preview) -> AnyView) -> AnyView {
    let side = RwSignal::new(Side::Form);
    let broken = form.broken;
    let focused = RwSignal::new(None::<String>);
    let preview = Preview::new(form, focused);
    keys::on(Command::Undo, move || form.undo());
    form.places.add(move |_| {
        side.set(Side::Form);
        false
    });
    view! {
        <div class="configure" class:configure-yaml=move || side.get() == Side::Yaml>
            <div class="configure-sides" role="group" aria-label="What to show">
                {side_button(side, Side::Form, "Form")}
                {side_button(side, Side::Yaml, "YAML")}
            </div>
            <div
                class="configure-form"
                on:focusin=move |event| focused.set(field_at(&event))
                on:focusout=move |_| focused.set(None)
            >
                {move || broken.get().then(|| parts::offered(form))}
                {above}
                {sections(form)}
            </div>
            <div class="configure-preview">
                {preview::preview(preview)}
                {findings::findings(form)}
            </div>
            {bar(preview)}
        </div>
    }
    .into_any()
}

/// What the form edits. Agent, environment and overlay show only their part of it.
fn sections(form: Form) -> AnyView {
    let instance = form.scope.has_instance();
    view! {
        {agent::agent(form)}
        {form.scope.has_image().then(|| docker::docker(form))}
        {instance.then(|| size::size(form))}
        {instance.then(|| storage::storage(form))}
        {environment::environment(form)}
        {instance.then(|| placement::placement(form))}
        {overlay::overlay(form)}
    }
    .into_any()
}

fn side_button(side: RwSignal<Side>, of: Side, word: &'static str) -> AnyView {
    view! {
        <button
            type="button"
            class="configure-side"
            aria-pressed=move || (side.get() == of).to_string()
            on:click=move |_| side.set(of)
        >
            {word}
        </button>
    }
    .into_any()
}

/// The path of the field that got the focus: ids of fields are their paths.
fn field_at(event: &FocusEvent) -> Option<String> {
    let mut element: Option<Element> = event.target()?.dyn_into().ok();
    while let Some(here) = element {
        let id = here.id();
        if id.starts_with("image") || id.starts_with("instance") {
            return Some(id);
        }
        element = here.parent_element();
    }
    None
}
