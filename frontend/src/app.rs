//! Assembles the console: contexts first, then the frame around the page of the address.

use leptos::prelude::*;

use crate::clock;
use crate::form;
use crate::keys;
use crate::live;
use crate::pages;
use crate::parts;
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
    parts::fetch_ahead();
    frame(page)
}

/// The page of the address. A page is made anew when its route differs, not when its own query changes.
fn page() -> AnyView {
    let route = route::current();
    (move || match route.get() {
        Route::Configure => pages::configure::page(),
        Route::Instances => parts::instances(),
        Route::Instance(name) => parts::instance(name),
        Route::Edit(name) => parts::edit(name),
        Route::Images => parts::images(),
        Route::Image(name) => parts::image(name),
        Route::Unknown(path) => pages::not_found::page(&path),
    })
    .into_any()
}
