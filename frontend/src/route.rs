//! Which page the address names, and how to get to another without a reload.

mod link;

use leptos::prelude::*;

use crate::browser::{listen, window};

/// A page of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/`
    Configure,
    /// `/instances`
    Instances,
    /// `/instances/NAME`
    Instance(String),
    /// `/images`
    Images,
    /// Any other path.
    Unknown(String),
}

impl Route {
    /// The page of `path`. A trailing slash does not matter.
    pub(crate) fn parse(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => Self::Configure,
            (Some("instances"), None, _) => Self::Instances,
            (Some("instances"), Some(name), None) => Self::Instance(name.to_owned()),
            (Some("images"), None, _) => Self::Images,
            (Some(_), _, _) => Self::Unknown(path.to_owned()),
        }
    }

    /// Its path.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Configure => "/".to_owned(),
            Self::Instances => "/instances".to_owned(),
            Self::Instance(name) => ["/instances/", name].concat(),
            Self::Images => "/images".to_owned(),
            Self::Unknown(path) => path.clone(),
        }
    }

    /// The title of the document.
    fn title(&self) -> String {
        let page = match self {
            Self::Configure => "Configure",
            Self::Instances => "Instances",
            Self::Instance(name) => name,
            Self::Images => "Images",
            Self::Unknown(_) => "Page not found",
        };
        [page, " · Slipway"].concat()
    }
}

#[derive(Clone, Copy)]
struct Router(RwSignal<Route>);

/// Follows the address: links of the page, back and forward.
pub(crate) fn provide() {
    let route = RwSignal::new(here());
    provide_context(Router(route));
    listen(&window(), "popstate", move |_| route.set(here()));
    link::intercept(move |href| push(route, &href));
    Effect::new(move |_| {
        if let Some(document) = window().document() {
            document.set_title(&route.with(Route::title));
        }
    });
}

/// The page of the address. Changes only when the page does, not with the fragment.
pub(crate) fn current() -> Memo<Route> {
    let Router(route) = expect_context();
    Memo::new(move |_| route.get())
}

/// A function that goes to a page, and leaves a step to come back.
pub(crate) fn navigator() -> impl Fn(&Route) + Copy + Send + Sync + 'static {
    let Router(route) = expect_context();
    move |to: &Route| push(route, &to.path())
}

fn here() -> Route {
    Route::parse(&window().location().pathname().unwrap_or_default())
}

fn push(route: RwSignal<Route>, href: &str) {
    let pushed = window()
        .history()
        .and_then(|history| history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(href)));
    if pushed.is_ok() {
        route.set(here());
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}
