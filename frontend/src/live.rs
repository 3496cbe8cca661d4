//! What the cluster is like right now: one event stream of the server behind every live page.
//!
//! Each instance has a signal of its own, so that a change redraws one row among thousands. What depends on all of
//! them (lists, counts) follows [`LiveState::instances`], which changes at most once per frame.

mod rows;
mod stream;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use slipway_core::api::{Cluster, ImageView, InstanceView, Live, Snapshot};

pub(crate) use rows::Row;
use rows::Rows;
pub(crate) use stream::keep_open;

use crate::{clock, parts};

const NOT_FETCHED: &str =
    "The part of the console that follows the server could not be fetched. Reload the page.";

/// The state of the stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Link {
    /// Never been open, and not given up.
    Connecting,
    /// What is shown is current.
    Open,
    /// What is shown is old, or nothing is.
    Lost {
        /// Why, and what happens next: whole sentences.
        reason: String,
        /// When the server was last heard, in milliseconds since 1970; `None` when it never was.
        since: Option<f64>,
    },
}

/// What the console knows of the cluster. A handle: copies are the same state.
#[derive(Clone, Copy)]
pub(crate) struct LiveState {
    /// Whether any of the rest can be trusted.
    pub(crate) link: RwSignal<Link>,
    /// Whether the server answers, as far as one knows: true until it did not.
    pub(crate) connected: Memo<bool>,
    /// The cluster in use; `None` until the server said.
    pub(crate) cluster: RwSignal<Option<Cluster>>,
    /// All images by name; `None` until the server said.
    pub(crate) images: RwSignal<Option<BTreeMap<String, ImageView>>>,
    /// Whether the instances are known.
    pub(crate) loaded: RwSignal<bool>,
    clock: Signal<f64>,
    rows: StoredValue<Rows>,
    /// Counts changes of any row.
    revision: RwSignal<u64>,
    /// A frame that will count is already asked for.
    counting: StoredValue<bool>,
}

impl LiveState {
    /// Nothing known, no stream.
    fn new() -> Self {
        let link = RwSignal::new(Link::Connecting);
        let cluster = RwSignal::new(None);
        Self {
            link,
            connected: Memo::new(move |_| !matches!(link.get(), Link::Lost { .. })),
            cluster,
            clock: clock::use_now(),
            images: RwSignal::new(None),
            loaded: RwSignal::new(false),
            rows: StoredValue::new(Rows::default()),
            revision: RwSignal::new(0),
            counting: StoredValue::new(false),
        }
    }

    /// All instances by name, deleted ones too. Follows every change, at most once per frame.
    #[must_use]
    pub(crate) fn instances(&self) -> Vec<Arc<InstanceView>> {
        self.revision.track();
        self.rows.with_value(Rows::all)
    }

    /// The signal of one instance. Follows its coming and going; read the signal to follow the instance itself.
    #[must_use]
    pub(crate) fn row(&self, name: &str) -> Option<Row> {
        self.revision.track();
        self.row_now(name)
    }

    /// The signal of one instance as of now.
    #[must_use]
    pub(crate) fn row_now(&self, name: &str) -> Option<Row> {
        self.rows.with_value(|rows| rows.get(name))
    }

    /// While server or cluster do not answer: how old everything is that is shown of them, in milliseconds since 1970.
    /// Follows it.
    #[must_use]
    pub(crate) fn as_of(&self) -> Option<f64> {
        let lost = self.link.with(|link| match link {
            Link::Lost { reason: _, since } => *since,
            Link::Connecting | Link::Open => None,
        });
        let silent = self.cluster.with(silent_since);
        lost.into_iter().chain(silent).reduce(f64::min)
    }

    /// The time of what is shown, for ages, in milliseconds since 1970. Follows it: it ticks, and stands still while that
    /// is old.
    #[must_use]
    pub(crate) fn now(&self) -> f64 {
        self.as_of().unwrap_or_else(|| self.clock.get())
    }

    /// Why nothing can be changed in the cluster now, as a sentence. Follows it.
    #[must_use]
    pub(crate) fn obstacle(&self) -> Option<&'static str> {
        if !self.connected.get() {
            return Some("Slipway's server does not answer, so nothing can be changed now.");
        }
        let silent = self.cluster.with(|cluster| silent_since(cluster).is_some());
        silent.then_some("The cluster does not answer, so nothing can be changed in it now.")
    }

    /// The stream ended: what is shown is as old as the server was last heard.
    fn lost(&self, reason: String, since: Option<f64>) {
        let lost = Link::Lost { reason, since };
        if self.link.with_untracked(|link| *link != lost) {
            self.link.set(lost);
        }
    }

    /// Takes one message of the stream.
    pub(crate) fn receive(&self, message: Live) {
        match message {
            Live::Snapshot(snapshot) => self.replace(*snapshot),
            Live::Cluster(cluster) => self.cluster.set(Some(*cluster)),
            Live::Image(image) => self.images.update(|all| {
                all.get_or_insert_default().insert(image.name.clone(), *image);
            }),
            Live::ImageGone { name } => self.images.update(|all| {
                all.get_or_insert_default().remove(&name);
            }),
            Live::Instance(view) => {
                self.rows.update_value(|rows| rows.put(*view));
                self.count_soon();
            }
            Live::InstanceGone { name } => {
                self.rows.update_value(|rows| rows.remove(&name));
                self.count_soon();
            }
        }
    }

    fn replace(&self, Snapshot { cluster, images, instances }: Snapshot) {
        self.cluster.set(Some(cluster));
        // Collected they would be sorted first, and sorting is much code.
        let mut by_name = BTreeMap::new();
        for image in images {
            by_name.insert(image.name.clone(), image);
        }
        self.images.set(Some(by_name));
        self.rows.update_value(|rows| rows.replace(instances));
        self.loaded.set(true);
        self.count();
    }

    fn count(&self) {
        self.revision.update(|count| *count += 1);
    }

    /// A thousand changes in one burst are one redraw of the lists.
    fn count_soon(&self) {
        if self.counting.get_value() {
            return;
        }
        self.counting.set_value(true);
        let state = *self;
        request_animation_frame(move || {
            state.counting.set_value(false);
            state.count();
        });
    }
}

/// When a cluster that does not answer last did, in milliseconds since 1970.
fn silent_since(cluster: &Option<Cluster>) -> Option<f64> {
    cluster.as_ref()?.as_of.as_deref().and_then(clock::parse)
}

/// Opens the stream and makes its state known to everything below. For the application's root, once.
pub(crate) fn provide() {
    let state = LiveState::new();
    provide_context(state);
    // The stream is of no use before the page is there, and reading its messages is a part of its own.
    set_timeout(
        move || {
            leptos::task::spawn_local(async move {
                match parts::follow_server(state).await {
                    // The stream lives as long as the page.
                    Ok(stream) => std::mem::forget(stream),
                    Err(_) => state.lost(NOT_FETCHED.to_owned(), None),
                }
            });
        },
        Duration::ZERO,
    );
}

/// The state [`provide`] made known.
#[must_use]
pub(crate) fn live() -> LiveState {
    expect_context()
}
