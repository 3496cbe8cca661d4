//! The parts of the console that are not needed at once. In a release each is a file of its own, fetched when it is
//! needed first or when nothing else is to do.
//!
//! Without `--cfg split` (development builds, tests) everything is in one module, and a part is there a turn later.

mod later;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use slipway_core::api::{ApplyRequest, DryRun};
use slipway_core::config::{Config, Read};
use slipway_core::edit as edits;
use slipway_core::finding::Fix;
use slipway_core::render::{Rendered, render};
use slipway_core::target::Target;
use slipway_core::yaml::{Limits, read_all};

use crate::client::Held;
use crate::form::{self, Apply, Checks, Form, Task};
use crate::live::{self, LiveState};
use crate::pages::configure::Folded;
use crate::{pages, shell};
use later::{later, nothing, page, rows};

pub(crate) use leptos::wasm_split::SplitLoaderError as NotFetched;

/// How long after the start the parts are fetched: the page that was asked for comes first.
const AHEAD: Duration = Duration::from_millis(300);

/// One split point for each line; lines with the same file share it. A line with `while` is a view, and what to show
/// until it is there.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) in $file:ident -> $result:ty = $made:expr
        $(, while $meanwhile:ident)?;)*) => {
        $(
            mod $name {
                use super::*;

                // A part that cannot be fetched is an error to show, not the end of the console: `fallible`.
                #[cfg(split)]
                #[::leptos::wasm_split::wasm_split(
                    $file, wasm_split_path = ::leptos::wasm_split, preload(#[doc(hidden)] load), fallible
                )]
                pub(super) fn $name($($argument: $type),*) -> Result<$result, NotFetched> {
                    Ok($made)
                }

                #[cfg(not(split))]
                pub(super) async fn load() -> Result<(), NotFetched> {
                    Ok(())
                }

                #[cfg(not(split))]
                pub(super) async fn $name($($argument: $type),*) -> Result<$result, NotFetched> {
                    Ok($made)
                }
            }

            parts!(@entry [$(#[$doc])*] $name($($argument: $type),*) -> $result $(, $meanwhile)?);
        )*

        /// Fetches every part. One that cannot be fetched now is asked for again when it is needed.
        async fn fetch() {
            $($name::load().await.ok();)*
        }
    };
    (@entry [$($doc:tt)*] $name:ident($($argument:ident: $type:ty),*) -> $result:ty, $meanwhile:ident) => {
        $($doc)*
        pub(crate) fn $name($($argument: $type),*) -> $result {
            later(Box::pin($name::load()), Box::pin($name::$name($($argument),*)), $meanwhile)
        }
    };
    (@entry [$($doc:tt)*] $name:ident($($argument:ident: $type:ty),*) -> $result:ty) => {
        $($doc)*
        pub(crate) async fn $name($($argument: $type),*) -> Result<$result, NotFetched> {
            $name::$name($($argument),*).await
        }
    };
}

parts! {
    /// Checks and merges what a configuration comes to.
    checks() in checks -> Checks = Checks {
        render,
        images: form::taken,
        field_of: pages::configure::field_of,
        is_made_by: pages::configure::is_made_by,
    };
    /// What to show of a configuration that cannot be rendered.
    spare(config: Box<Config>, target: Target) in checks -> Rendered = form::nearest(&config, &target);
    /// Opens the stream of the server and keeps it open.
    follow_server(state: LiveState) in server -> Held = live::keep_open(state);
    /// Tries and applies a configuration.
    apply(apply: Apply, task: Task) in checks -> () = apply.begin(task);
    /// What to ask when a dry run changed something.
    question(apply: Apply, request: ApplyRequest, answer: DryRun) in checks -> AnyView =
        pages::configure::question(apply, request, &answer), while nothing;
    /// What keeps the cluster from working.
    trouble() in form -> AnyView = pages::notice::cluster(), while nothing;
    /// Reads the text of a share link.
    read_link(text: String) in form -> Result<Read, String> = form::read_link(&text);
    /// Reads a form that another version kept.
    read_kept(text: String) in form -> Option<Box<Config>> = form::read_kept(&text).map(Box::new);
    /// The configuration after a fix.
    fixed(config: Box<Config>, fix: Fix) in checks -> Config = edits::apply(&config, &fix);
    /// The offer of a form that could not be opened.
    offered(form: Form) in form -> AnyView = pages::configure::offered(form), while nothing;
    /// Fields that are folded at the first visit.
    fields(form: Form, of: Folded) in form -> AnyView = pages::configure::fields(form, of), while rows;
    /// Reads the documents of a YAML text.
    documents(text: String) in checks -> Vec<Value> = read_all(&text, &Limits::default()).unwrap_or_default();
    /// What is in the dialog with the share link.
    share(form: Form, open: RwSignal<bool>) in form -> AnyView = pages::configure::share(form, open), while nothing;
    /// What is in the command palette.
    palette(open: RwSignal<bool>) in form -> AnyView = shell::palette_list(open), while nothing;
    /// What is in the help dialog.
    help() in form -> AnyView = shell::help_keys(), while nothing;
    /// The page Instances.
    instances() in instances -> AnyView = pages::instances::page(), while page;
    /// The page of the instance `name`.
    instance(name: String) in pages -> AnyView = pages::instance::page(name), while page;
    /// The page that edits the instance `name`.
    edit(name: String) in pages -> AnyView = pages::instance::edit_page(name), while page;
    /// The page Images.
    images() in pages -> AnyView = pages::images::page(), while page;
    /// The page of the image `name`.
    image(name: String) in pages -> AnyView = pages::images::editor_page(name), while page;
}

/// Fetches the parts before they are needed, once the first page is there.
pub(crate) fn fetch_ahead() {
    set_timeout(|| spawn_local(fetch()), AHEAD);
}
