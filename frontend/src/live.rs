//! What the server says, live.

use leptos::prelude::*;
use slipway_core::api::Cluster;

/// The live state every page reads.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    /// The cluster in use; `None` until the server has said it.
    pub(crate) cluster: RwSignal<Option<Cluster>>,
    /// Whether the server answers.
    pub(crate) connected: RwSignal<bool>,
}

/// Makes the live state known to every page.
pub(crate) fn provide() {
    provide_context(Live { cluster: RwSignal::new(None), connected: RwSignal::new(false) });
}

/// The live state.
pub(crate) fn live() -> Live {
    expect_context()
}
