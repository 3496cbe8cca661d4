//! Editing an inactive instance.

use leptos::prelude::*;

use crate::lifecycle::{Stage, is_editable, stage_pill};
use crate::live::live;
use crate::pages::editor::{self, Editing, Subject};
use crate::pages::notice;
use crate::widgets::icon::{Icon, icon};

/// The page that edits the instance `name`.
pub(crate) fn page(name: String) -> AnyView {
    let of = name.clone();
    editor::page(Subject::Instance(name), move |editing| head(editing, of.clone()))
}

fn head(editing: Editing, name: String) -> AnyView {
    let live = live();
    let of = name.clone();
    let state =
        Memo::new(move |_| live.row(&of).map(|row| row.with(|view| (Stage::of(view), is_editable(view)))));
    let pill = move || state.get().map(|(stage, _)| stage_pill(stage));
    let active = move || {
        state.get().is_some_and(|(_, editable)| !editable).then(|| {
            view! {
                <div class="notice notice-warning mb-3" role="status">
                    {icon(Icon::Warning, "mt-0.5 size-4 shrink-0")}
                    <p>"An instance is edited while it is inactive: neither running nor deleted. Stop or restore it, then save."</p>
                </div>
            }
            .into_any()
        })
    };
    let address = ["/instances/", &name].concat();
    view! {
        <div class="page-head mb-1">
            <a class="crumb link link-hover shrink-0 text-muted" href="/instances">"Instances"</a>
            {icon(Icon::ChevronRight, "crumb size-4 shrink-0 text-muted")}
            <a class="link link-hover min-w-0 truncate text-muted" href=address>{name}</a>
            {icon(Icon::ChevronRight, "crumb size-4 shrink-0 text-muted")}
            <h1 class="shrink-0 text-lg font-semibold">"Edit"</h1>
            {pill}
            {notice::connection()}
        </div>
        {active}
        {image_picker(editing)}
    }
    .into_any()
}

/// Which image it uses.
fn image_picker(editing: Editing) -> AnyView {
    let live = live();
    let config = editing.form.config;
    let names = Memo::new(move |_| {
        live.images.with(|images| images.iter().flat_map(|images| images.keys().cloned()).collect::<Vec<_>>())
    });
    let chosen = Memo::new(move |_| config.with(|config| config.image_name.clone()));
    let choose = move |event| {
        let name = event_target_value(&event);
        let image =
            live.images.with_untracked(|images| images.as_ref()?.get(&name).map(|view| view.image.clone()));
        if let Some(image) = image {
            config.update(|config| {
                config.image_name = name;
                config.image = image;
            });
        }
    };
    let option = move |name: String| {
        let (of, value) = (name.clone(), name.clone());
        view! { <option value=value prop:selected=move || chosen.get() == of>{name}</option> }
    };
    let address = move || chosen.with(|name| ["/images/", name].concat());
    view! {
        <div class="field mb-3">
            <label class="field-label" for="imageName">"Image"</label>
            <div class="flex items-center gap-3">
                <select id="imageName" class="select min-w-0 grow" on:change=choose>
                    {move || names.get().into_iter().map(option).collect::<Vec<_>>()}
                </select>
                <a class="link shrink-0" href=address>"Edit the image"</a>
            </div>
        </div>
    }
    .into_any()
}
