//! One image: its settings, who uses it, and using it again.

use leptos::prelude::*;

use super::list::users_of;
use super::reuse::reuse;
use crate::live::live;
use crate::pages::editor::{self, Editing, Subject};
use crate::pages::notice;
use crate::widgets::icon::{Icon, icon};

/// The page of the image `name`.
pub(super) fn page(name: String) -> AnyView {
    let of = name.clone();
    editor::page(Subject::Image(name), move |editing| head(editing, of.clone()))
}

fn head(editing: Editing, name: String) -> AnyView {
    let live = live();
    let of = name.clone();
    let users = Memo::new(move |_| {
        live.images.with(|images| {
            images
                .as_ref()
                .and_then(|images| images.get(&of))
                .map(|image| image.used_by.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <div class="page-head mb-1">
            <a class="crumb link link-hover shrink-0 text-muted" href="/images">"Images"</a>
            {icon(Icon::ChevronRight, "crumb size-4 shrink-0 text-muted")}
            <h1 class="page-name">{name.clone()}</h1>
            {notice::connection()}
            <div class="ml-auto shrink-0">{reuse(editing.form.config, name)}</div>
        </div>
        <div class="mb-3 flex flex-wrap gap-x-2 text-muted">
            <span>"Used by"</span>
            {move || users.with(|users| users_of(users))}
        </div>
        <p class="mb-3 text-muted">"The preview is the pod of an example instance: its name, size and CI system are not part of the image."</p>
    }
    .into_any()
}
