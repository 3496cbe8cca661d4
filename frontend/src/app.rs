//! Assembles the console: contexts first, then the frame around the page of the address.

use leptos::prelude::*;

use crate::clock;
use crate::form;
use crate::keys;
use crate::live;
use crate::pages;
use crate::route::{self, Route};
use crate::shell::{frame, theme};
use crate::widgets::toast;

/// The whole console.
pub(crate) fn app() -> AnyView {
    theme::provide();
    toast::provide();
    keys::provide();
    clock::provide();
    live::provide();
    route::provide();
    form::provide();
    frame(page)
}

/// The page of the address. A page is made anew when its route differs, not when its own query changes.
fn page() -> AnyView {
    let route = route::current();
    (move || match route.get() {
        Route::Configure => pages::configure::page(),
        Route::Instances => pages::instances::page(),
        Route::Instance(name) => pages::instance::page(name),
        Route::Edit(name) => pages::instance::edit_page(name),
        Route::Images => pages::images::page(),
        Route::Image(name) => pages::images::editor_page(name),
        Route::Unknown(path) => pages::not_found::page(&path),
    })
    .into_any()
}
