//! Revisions that the store has not reached: a real API server waits three seconds for them, and then says so
//! (`waitUntilFreshAndBlock` of `k8s.io/apiserver/pkg/storage/cacher`). Only a watch that wants no initial events waits for
//! as long as it lasts, without a word.

use std::time::Duration;

use tokio::time::timeout;

use crate::{
    status::{ApiError, Result},
    store::Store,
    verbs::Params,
};

/// How long an answer waits for its revision.
const PATIENCE: Duration = Duration::from_secs(3);

/// Waits until the store has reached the revision that a get, a list or the beginning of a watch asks for.
pub(super) async fn reached(store: &Store, params: &Params) -> Result<()> {
    let asked = params.text("resourceVersion").parse().unwrap_or_default();
    let late = timeout(PATIENCE, store.reach(asked)).await.is_err();
    if late { Err(ApiError::too_large(asked, store.revision())) } else { Ok(()) }
}
