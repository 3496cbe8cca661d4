//! Which log is read, and the reading of it.

use leptos::prelude::*;
use slipway_core::api::{InstanceView, LogQuery, Problem};
use slipway_core::config::ProfileKind;
use slipway_core::diagnosis::ContainerKind;

use super::screen::Screen;
use super::stamps::Stamps;
use crate::client::{Held, LogChunk, logs};
use crate::pages::instance::View;
use crate::route;

/// How many last lines can be asked for.
pub(super) const TAILS: [i64; 3] = [200, 1_000, 5_000];

/// How the reading goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// Asked, or more may come.
    Reading,
    /// All there is.
    Ended,
    /// There is no container to read from; what it wrote before stays.
    Gone,
    /// No log, or no longer; whether it is tried again.
    Failed(Problem, bool),
}

/// What is to be read. A handle.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// Names of the containers.
    pub(super) containers: Memo<Vec<String>>,
    /// The one that is read; kept in the address.
    pub(super) container: Memo<String>,
    /// The container before its last restart.
    pub(super) previous: RwSignal<bool>,
    /// With the time of every line.
    pub(super) timestamps: RwSignal<bool>,
    /// Which of [`TAILS`].
    pub(super) tail: RwSignal<usize>,
    /// How it goes.
    pub(super) state: RwSignal<State>,
}

impl Source {
    /// The logs of `view`, read onto `screen` for as long as the caller's view lives.
    pub(super) fn new(view: View, screen: Screen) -> Self {
        let query = route::query();
        let containers = Memo::new(move |_| {
            view.with(|view| view.containers.iter().map(|one| one.name.clone()).collect())
        });
        let container = Memo::new(move |before: Option<&String>| {
            let asked = query.with(|query| query.get("container").to_owned());
            let found = if asked.is_empty() { view.with(|view| agent(view)) } else { asked };
            // The pod may be gone, and its log still on screen.
            if found.is_empty() { before.cloned().unwrap_or_default() } else { found }
        });
        let source = Self {
            containers,
            container,
            previous: RwSignal::new(false),
            timestamps: RwSignal::new(false),
            tail: RwSignal::new(1),
            state: RwSignal::new(State::Reading),
        };
        source.read(view, screen);
        source
    }

    /// What the server is asked for.
    pub(super) fn query(self) -> LogQuery {
        LogQuery {
            container: self.container.get(),
            follow: !self.previous.get(),
            previous: self.previous.get(),
            timestamps: self.timestamps.get(),
            tail: TAILS.get(self.tail.get()).copied(),
        }
    }

    /// Reads anew whenever something else is asked for, and when the container starts anew. What was read stays when
    /// the container goes.
    fn read(self, view: View, screen: Screen) {
        let name = view.with_untracked(|view| view.name.clone());
        let life =
            Memo::new(move |_| self.container.with(|container| view.with(|view| life(view, container))));
        let has_pod = Memo::new(move |_| view.with(|view| !view.containers.is_empty()));
        let current: StoredValue<Option<Held>, LocalStorage> = StoredValue::new_local(None);
        Effect::new(move |before: Option<LogQuery>| {
            life.track();
            let query = self.query();
            if !has_pod.get() {
                if before.is_some_and(|before| before != query) {
                    screen.clear();
                }
                current.set_value(None);
                self.state.set(State::Gone);
                return query;
            }
            screen.clear();
            self.state.set(State::Reading);
            let mut stamps = Stamps::new(query.timestamps);
            let on_chunk = move |chunk| match chunk {
                LogChunk::Begin => {
                    stamps.begin();
                    self.state.try_set(State::Reading);
                }
                LogChunk::Text(text) => screen.push(&stamps.take(&text)),
                LogChunk::End => {
                    screen.push(&stamps.end());
                    self.state.try_set(State::Ended);
                }
                LogChunk::Failed(problem, again) => drop(self.state.try_set(State::Failed(problem, again))),
            };
            // The times are how another reading finds its place; they are shown only when asked for.
            let asked = LogQuery { timestamps: true, ..query.clone() };
            current.set_value(Some(logs(&name, &asked, on_chunk)));
            query
        });
        on_cleanup(move || drop(current.try_update_value(Option::take)));
    }
}

/// The agent's container: the one its profile names, else the first that is neither sidecar nor init container.
fn agent(view: &InstanceView) -> String {
    let profile = &view.instance.profile;
    let named = match profile.kind {
        ProfileKind::Bamboo => "bamboo-agent",
        ProfileKind::Jenkins => "jnlp",
        ProfileKind::Gtm => "gtm-agent",
        ProfileKind::Generic => &profile.generic.container_name,
    };
    let mut main = view.containers.iter().filter(|container| container.kind == ContainerKind::Main);
    let found = main.clone().find(|container| container.name == named).or_else(|| main.next());
    found.map(|container| container.name.clone()).unwrap_or_default()
}

/// Differs between the lives of a container, and between waiting and having a log.
fn life(view: &InstanceView, container: &str) -> (u32, bool) {
    let found = view.containers.iter().find(|of| of.name == container);
    found.map_or((0, false), |of| (of.restarts, of.state == "running" || of.state == "terminated"))
}
