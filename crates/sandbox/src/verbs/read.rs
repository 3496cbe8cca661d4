//! Get and list.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Call, present};
use crate::{
    cluster::Cluster,
    object,
    status::{ApiError, Result},
};

/// One object.
pub(crate) fn get(cluster: &Cluster, call: &Call) -> Result<Arc<Value>> {
    let stored = cluster.store.get(&call.key()).ok_or_else(|| call.not_found())?;
    Ok(present(&call.resource, &stored))
}

/// A page of a collection.
pub(crate) struct List {
    pub(crate) items: Vec<Arc<Value>>,
    /// The revision from which a watch continues.
    pub(crate) revision: u64,
    /// The token of the next page, and how many objects it and those after it hold.
    pub(crate) next: Option<(String, usize)>,
}

/// A collection, or a page of it. Later pages show the objects as they are now, under the revision of the first
/// page: a client that watches from there gets every change again and ends in the same state.
pub(crate) fn list(cluster: &Cluster, call: &Call) -> Result<List> {
    let selector = call.params.selector()?;
    let (objects, now) = cluster.store.list(&call.resource.storage, call.scope());
    let (revision, after) = match call.params.text("continue") {
        "" => (now, None),
        token => decode_token(token).map(|(revision, after)| (revision, Some(after)))?,
    };
    let mut items: Vec<Arc<Value>> = objects
        .iter()
        .filter(|it| after.as_ref().is_none_or(|after| place(it) > *after))
        .map(|it| present(&call.resource, it))
        .filter(|it| selector.matches(it))
        .collect();
    let limit = call.params.number("limit").and_then(|it| usize::try_from(it).ok()).filter(|it| *it > 0);
    let mut next = None;
    if let Some(limit) = limit.filter(|limit| items.len() > *limit) {
        let remaining = items.len() - limit;
        items.truncate(limit);
        next = items.last().map(|last| (encode_token(revision, &place(last)), remaining));
    }
    Ok(List { items, revision, next })
}

/// The order of a collection.
fn place(object: &Value) -> (String, String) {
    (object::namespace(object).to_owned(), object::name(object).to_owned())
}

fn encode_token(revision: u64, last: &(String, String)) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json!({ "rv": revision, "start": last }).to_string())
}

fn decode_token(token: &str) -> Result<(u64, (String, String))> {
    let invalid = || ApiError::bad_request("continue key is not valid: invalid token");
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    let token: Value = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    let start = (object::text(&token, "/start/0").to_owned(), object::text(&token, "/start/1").to_owned());
    Ok((object::at(&token, "/rv").as_u64().ok_or_else(invalid)?, start))
}
