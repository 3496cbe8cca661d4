//! Which page the address names, and how to get to another without a reload.

mod link;
mod query;

use leptos::prelude::*;

use crate::browser::{listen, window};

pub(crate) use query::Query;

/// A page of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/`
    Configure,
    /// `/instances`
    Instances,
    /// `/instances/NAME`
    Instance(String),
    /// `/instances/NAME/edit`
    Edit(String),
    /// `/images`
    Images,
    /// `/images/NAME`
    Image(String),
    /// Any other path.
    Unknown(String),
}

impl Route {
    /// The page of the address.
    pub(crate) fn here() -> Self {
        Self::parse(&window().location().pathname().unwrap_or_default())
    }

    /// The page of `path`. A trailing slash does not matter.
    pub(crate) fn parse(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (None, _, _, _) => Self::Configure,
            (Some("instances"), None, _, _) => Self::Instances,
            (Some("instances"), Some(name), None, _) => Self::Instance(name.to_owned()),
            (Some("instances"), Some(name), Some("edit"), None) => Self::Edit(name.to_owned()),
            (Some("images"), None, _, _) => Self::Images,
            (Some("images"), Some(name), None, _) => Self::Image(name.to_owned()),
            (Some(_), _, _, _) => Self::Unknown(path.to_owned()),
        }
    }

    /// Its path.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Configure => "/".to_owned(),
            Self::Instances => "/instances".to_owned(),
            Self::Instance(name) => ["/instances/", name].concat(),
            Self::Edit(name) => ["/instances/", name, "/edit"].concat(),
            Self::Images => "/images".to_owned(),
            Self::Image(name) => ["/images/", name].concat(),
            Self::Unknown(path) => path.clone(),
        }
    }

    /// The title of the document.
    fn title(&self) -> String {
        let page = match self {
            Self::Configure => "Configure",
            Self::Instances => "Instances",
            Self::Instance(name) | Self::Edit(name) | Self::Image(name) => name,
            Self::Images => "Images",
            Self::Unknown(_) => "Page not found",
        };
        [page, " · Slipway"].concat()
    }
}

#[derive(Clone, Copy)]
struct Router {
    route: RwSignal<Route>,
    query: RwSignal<Query>,
}

/// Follows the address: links of the page, back and forward.
pub(crate) fn provide() {
    let route = RwSignal::new(Route::here());
    let router = Router { route, query: RwSignal::new(query_here()) };
    provide_context(router);
    listen(&window(), "popstate", move |_| router.arrive());
    link::intercept(move |href| router.push(&href));
    Effect::new(move |_| {
        if let Some(document) = window().document() {
            document.set_title(&route.with(Route::title));
        }
    });
}

/// The page of the address. Changes only when the page does, not with the query or the fragment.
pub(crate) fn current() -> Memo<Route> {
    let Router { route, query: _ } = expect_context();
    Memo::new(move |_| route.get())
}

/// The query of the address: what a page keeps there survives a reload and can be shared.
pub(crate) fn query() -> Memo<Query> {
    let Router { route: _, query } = expect_context();
    Memo::new(move |_| query.get())
}

/// A function that changes the query of the address, without a step to come back.
pub(crate) fn query_editor() -> impl Fn(&dyn Fn(&mut Query)) + Copy + Send + Sync + 'static {
    let router: Router = expect_context();
    move |edit: &dyn Fn(&mut Query)| {
        let mut query = router.query.get_untracked();
        edit(&mut query);
        let hash = window().location().hash().unwrap_or_default();
        let address = [router.route.with_untracked(Route::path), query.to_string(), hash].concat();
        // A browser that counts too many changes refuses; the page still shows what was asked for.
        let _ = window().history().and_then(|history| {
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address))
        });
        router.query.set(query);
    }
}

/// A function that goes to a page, and leaves a step to come back.
pub(crate) fn navigator() -> impl Fn(&Route) + Copy + Send + Sync + 'static {
    let router: Router = expect_context();
    move |to: &Route| router.push(&to.path())
}

fn query_here() -> Query {
    Query::parse(&window().location().search().unwrap_or_default())
}

impl Router {
    fn push(self, href: &str) {
        let pushed = window()
            .history()
            .and_then(|history| history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(href)));
        if pushed.is_ok() {
            self.arrive();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// Reads the address.
    fn arrive(self) {
        self.query.set(query_here());
        self.route.set(Route::here());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_own_path() {
        let name = || "bamboo-agent-abc12".to_owned();
        let pages = [
            Route::Configure,
            Route::Instances,
            Route::Instance(name()),
            Route::Edit(name()),
            Route::Images,
            Route::Image(name()),
        ];
        for page in pages {
            assert_eq!(Route::parse(&page.path()), page);
            assert_eq!(Route::parse(&[page.path().as_str(), "/"].concat()), page);
        }
    }

    #[test]
    fn other_paths_are_unknown() {
        for path in ["/nowhere", "/instances/a/b", "/instances/a/edit/b", "/images/a/b"] {
            assert_eq!(Route::parse(path), Route::Unknown(path.to_owned()), "{path}");
        }
    }
}
