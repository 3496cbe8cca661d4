//! A new instance of an image: Configure, with the image filled in.

use leptos::prelude::*;
use slipway_core::config::Config;

use crate::form::form;
use crate::route::{self, Route};
use crate::widgets::button::{Weight, button};
use crate::widgets::icon::Icon;

/// The button.
pub(super) fn reuse(config: RwSignal<Config>, name: String) -> AnyView {
    let form = form();
    let go = route::navigator();
    let press = move || {
        let edited = config.get_untracked();
        let filled = Config { image_name: name.clone(), image: edited.image, ..form.config.get_untracked() };
        form.replace(filled, ["The form has image ", &name, " now."].concat());
        go(&Route::Configure);
    };
    button(Weight::Normal, Some(Icon::Plus), "New instance of it", press)
}
