//! The frame around every page.

mod cluster;
mod help;
mod palette;
mod rail;
pub(crate) mod theme;

use leptos::prelude::*;

use crate::keys::{self, Command};
use crate::live::live;
use crate::route::{self, Route};
use crate::widgets::button::icon_button;
use crate::widgets::icon::Icon;
use crate::widgets::toast;

pub(crate) use help::help_keys;
pub(crate) use palette::{Entry, offer, palette_list};

/// Rail, top bar, the page, and what lies over it.
pub(crate) fn frame(page: fn() -> AnyView) -> AnyView {
    let help_open = RwSignal::new(false);
    let palette_open = RwSignal::new(false);
    palette::provide();
    keys::on(Command::Help, move || help_open.set(true));
    keys::on(Command::Palette, move || palette_open.update(|open| *open = !*open));
    let go = route::navigator();
    for to in [Route::Configure, Route::Instances, Route::Images] {
        keys::on(Command::Go(to.clone()), move || go(&to));
    }
    let live = live();
    view! {
        <a class="skip-link" href="#main">"Skip to the page"</a>
        <div class="frame" class:frame-stale=move || live.as_of().is_some()>
            <header class="frame-top">
                {cluster::indicator()}
                <div class="ml-auto flex items-center gap-1">
                    {palette::opener(palette_open)}
                    {theme::toggle()}
                    {icon_button(Icon::Help, "Help and keys", move || help_open.set(true))}
                </div>
            </header>
            {rail::rail()}
            <main id="main" class="frame-main" tabindex="-1">{page()}</main>
        </div>
        {help::dialog(help_open)}
        {palette::dialog(palette_open)}
        {toast::region()}
    }
    .into_any()
}
