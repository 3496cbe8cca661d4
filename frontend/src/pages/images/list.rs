//! The images, and where each is used.

use leptos::prelude::*;
use slipway_core::api::ImageView;
use slipway_core::config::Os;

use super::create::Create;
use super::delete::Delete;
use crate::clock;
use crate::live::live;
use crate::pages::instances::words;
use crate::widgets::button::icon_button;
use crate::widgets::icon::{Icon, icon};

/// How many users are named before the rest is counted.
const NAMED: usize = 3;

/// The table.
pub(super) fn table(create: Create, delete: Delete) -> AnyView {
    let live = live();
    let images = Memo::new(move |_| {
        live.images
            .with(|images| images.iter().flat_map(|images| images.values().cloned()).collect::<Vec<_>>())
    });
    view! {
        <div class="panel panel-scroll" tabindex="0" role="region" aria-label="Images">
            <table class="details details-middle images">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Agent image"</th>
                        <th scope="col">"Docker"</th>
                        <th scope="col">"System"</th>
                        <th scope="col">"Used by"</th>
                        <th scope="col">"Age"</th>
                        <th scope="col"><span class="sr-only">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    // An edited image is another row: its version is part of the key.
                    <For
                        each=move || images.get()
                        key=|image| (image.name.clone(), image.resource_version.clone(), image.used_by.clone())
                        children=move |image| row(create, delete, image)
                    />
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(create: Create, delete: Delete, view: ImageView) -> AnyView {
    let copied = view.clone();
    let ImageView { name, image, used_by, created, resource_version: _ } = view;
    let address = ["/images/", &name].concat();
    let live = live();
    let exactly = clock::absolute(&created);
    let system = match image.os {
        Os::Linux => "Linux",
        Os::Windows => "Windows",
    };
    let labelled = |word: &str| [word, " ", &name].concat();
    let (edit, duplicate, remove) = (labelled("Edit"), labelled("Duplicate"), labelled("Delete"));
    let (of, users) = (name.clone(), used_by.clone());
    view! {
        <tr>
            <td class="images-name"><a class="row-link" href=address.clone()>{name.clone()}</a></td>
            <td class="images-agent">{image.agent_image.clone()}</td>
            <td class="whitespace-nowrap">{words::mode(image.docker.mode)}</td>
            <td class="images-system">{system}</td>
            <td class="images-users">{users_of(&used_by)}</td>
            <td class="whitespace-nowrap" title=exactly>{move || clock::age(&created, live.now())}</td>
            <td class="images-actions">
                <div class="flex justify-end gap-1">
                    <a class="btn btn-ghost btn-square" href=address aria-label=edit.clone() title=edit>
                        {icon(Icon::Edit, "size-4.5")}
                    </a>
                    {icon_button(Icon::Duplicate, duplicate, move || create.ask(Some(copied.clone())))}
                    {icon_button(Icon::Trash, remove, move || delete.ask(of.clone(), users.clone()))}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// Links to the instances that use it.
pub(super) fn users_of(users: &[String]) -> AnyView {
    if users.is_empty() {
        return view! { <span class="text-muted">"none"</span> }.into_any();
    }
    let links: Vec<_> = users
        .iter()
        .take(NAMED)
        .map(|name| {
            view! { <a class="link link-hover break-all" href=["/instances/", name].concat()>{name.clone()}</a> }
        })
        .collect();
    let more = users.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| {
        view! { <span class="text-muted" title=users.join(", ")>{["and ", &more.to_string(), " more"].concat()}</span> }
    });
    view! { <span class="flex flex-wrap gap-x-3">{links} {more}</span> }.into_any()
}
