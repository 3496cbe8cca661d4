//! The parts of the console that are not needed at once. In a release each is a file of its own, fetched when it is
//! needed first or when nothing else is to do.
//!
//! Without `--cfg split` (development builds, tests) everything is in one module, and a part is there a turn later.

mod later;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::pages;
use later::later;

/// How long after the start the parts are fetched: the page that was asked for comes first.
const AHEAD: Duration = Duration::from_secs(2);

/// One split point for each line; lines with the same file share it.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) in $file:ident = $made:expr;)*) => {
        $(
            mod $name {
                use super::*;
                use leptos::wasm_split::SplitLoaderError;

                // A part that cannot be fetched is an error to show, not the end of the console: `fallible`.
                #[cfg(split)]
                #[::leptos::wasm_split::wasm_split(
                    $file, wasm_split_path = ::leptos::wasm_split, preload(#[doc(hidden)] load), fallible
                )]
                pub(super) fn $name($($argument: $type),*) -> Result<AnyView, SplitLoaderError> {
                    Ok($made)
                }

                #[cfg(not(split))]
                pub(super) async fn load() -> Result<(), SplitLoaderError> {
                    Ok(())
                }

                #[cfg(not(split))]
                pub(super) async fn $name($($argument: $type),*) -> Result<AnyView, SplitLoaderError> {
                    Ok($made)
                }
            }

            $(#[$doc])*
            pub(crate) fn $name($($argument: $type),*) -> AnyView {
                later(Box::pin($name::load()), Box::pin($name::$name($($argument),*)))
            }
        )*

        /// Fetches every part. One that cannot be fetched now is asked for again when it is needed.
        async fn fetch() {
            $($name::load().await.ok();)*
        }
    };
}

parts! {
    /// The page Instances.
    instances() in instances = pages::instances::page();
    /// The page of the instance `name`.
    instance(name: String) in instance = pages::instance::page(name);
    /// The page that edits the instance `name`.
    edit(name: String) in instance = pages::instance::edit_page(name);
    /// The page Images.
    images() in images = pages::images::page();
    /// The page of the image `name`.
    image(name: String) in images = pages::images::editor_page(name);
}

/// Fetches the parts before they are needed, once the first page is there.
pub(crate) fn fetch_ahead() {
    set_timeout(|| spawn_local(fetch()), AHEAD);
}
