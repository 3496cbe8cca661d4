//! The console. Screens know the domain, widgets do not; one signal holds the configuration and the rest is derived.

mod app;
mod browser;
<<<<<<< HEAD
mod client;
mod clock;
=======
mod form;
>>>>>>> b925a73 (Add the Configure page)
mod keys;
mod lifecycle;
mod live;
mod pages;
mod route;
mod shell;
mod widgets;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::app);
}
