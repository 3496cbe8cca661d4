//! The console. Screens know the domain, widgets do not; one signal holds the configuration and the rest is derived.

mod app;
mod browser;
mod client;
mod clock;
mod form;
mod json;
mod keys;
mod lifecycle;
mod live;
mod pages;
mod parts;
mod route;
mod shell;
mod widgets;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::app);
}
