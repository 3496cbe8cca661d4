//! Images: what agents run.

mod create;
mod delete;
mod edit;
mod list;
mod reuse;

use leptos::prelude::*;

use super::notice;
use crate::live::{Link, live};
use crate::widgets::button::{Weight, button};
use crate::widgets::empty::empty_state;
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;

use create::Create;
use delete::Delete;

/// The page.
pub(crate) fn page() -> AnyView {
    let (create, delete) = (Create::new(), Delete::new());
    view! {
        <div class="page">
            <div class="page-head">
                <h1 class="text-lg font-semibold">"Images"</h1>
                {notice::connection()}
                <div class="ml-auto shrink-0">
                    {button(Weight::Primary, Some(Icon::Plus), "New image", move || create.ask(None))}
                </div>
            </div>
            {notice::cluster()}
            {body(create, delete)}
        </div>
        {create::dialog_of(create)}
        {delete::dialog_of(delete)}
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq)]
enum Content {
    Waiting,
    NoServer,
    NothingYet,
    Table,
}

fn body(create: Create, delete: Delete) -> AnyView {
    let live = live();
    let content = Memo::new(move |_| {
        let some = live.images.with(|images| images.as_ref().map(|images| !images.is_empty()));
        match (some, live.connected.get()) {
            (Some(true), _) => Content::Table,
            (Some(false), _) => Content::NothingYet,
            (None, true) => Content::Waiting,
            (None, false) => Content::NoServer,
        }
    });
    (move || match content.get() {
        Content::Waiting => {
            view! { <div class="panel p-3" role="status" aria-label="Loading images">{skeleton::rows(6)}</div> }.into_any()
        }
        Content::NoServer => no_server(),
        Content::NothingYet => nothing_yet(create),
        Content::Table => list::table(create, delete),
    })
    .into_any()
}

fn no_server() -> AnyView {
    let reason = match live().link.get() {
        Link::Lost { reason, since: _ } => reason,
        Link::Connecting | Link::Open => String::new(),
    };
    let go = view! { <a class="btn btn-primary" href="/">"Go to Configure"</a> }.into_any();
    empty_state(Icon::Offline, "No connection to the server", reason, Some(go))
}

fn nothing_yet(create: Create) -> AnyView {
    let sentence = "An image says what agents run: the container image, how it gets Docker, and what every instance of \
                    it shares. Applying a configuration makes one, and here they are edited, copied and used again.";
    let go = button(Weight::Primary, Some(Icon::Plus), "Make an image", move || create.ask(None));
    empty_state(Icon::Images, "No images yet", sentence, Some(go))
}

/// The page of the image `name`.
pub(crate) fn editor_page(name: String) -> AnyView {
    edit::page(name)
}
