//! Get and list.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Call, Params, present};
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

/// What is said of a page whose list history no longer has.
pub(crate) const TOO_OLD: &str = "The provided continue parameter is too old to display a consistent list result. You can start a \
    new list without the continue parameter, or use the continue token in this response to retrieve the remainder of \
    the results. Continuing with the provided token results in an inconsistent list - objects that were created, \
    modified, or deleted between the time the first chunk was returned and now may show up in the list.";

const TOO_OLD_EXACTLY: &str = "The resourceVersion for the provided list is too old.";

/// A collection, or a page of it. Later pages show the objects as they were for the first one.
pub(crate) fn list(cluster: &Cluster, call: &Call) -> Result<List> {
    let selector = call.selector()?;
    let (storage, scope) = (&call.resource.storage, call.scope());
    let (mut objects, mut revision) = cluster.store.list(storage, scope);
    let mut after = None;
    if let Some((asked, start)) = call.params.asked_revision()? {
        let old = if start.is_some() { TOO_OLD } else { TOO_OLD_EXACTLY };
        objects = cluster.store.list_at(storage, scope, asked).map_err(|_| ApiError::expired(old))?;
        (revision, after) = (asked, start);
    }
    let mut items: Vec<Arc<Value>> = objects
        .iter()
        .filter(|it| after.as_ref().is_none_or(|after| place(it) > *after))
        .map(|it| present(&call.resource, it))
        .filter(|it| selector.matches(it))
        .collect();
    let limit = call.params.limit();
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

type Place = (String, String);

impl Params {
    /// The size of a page. A list of any revision comes whole from the cache of a real API server.
    fn limit(&self) -> Option<usize> {
        let any = self.text("resourceVersion") == "0" && self.text("continue").is_empty();
        self.number("limit").and_then(|it| usize::try_from(it).ok()).filter(|it| *it > 0 && !any)
    }

    /// The revision to show, and after which object. Pages are of exactly the revision that is named, even without a
    /// word for it (`ListReadConsistency` of `k8s.io/apiserver/pkg/storage`).
    fn asked_revision(&self) -> Result<Option<(u64, Option<Place>)>> {
        let (version, matching) = (self.text("resourceVersion"), self.text("resourceVersionMatch"));
        let named = version.parse().ok().filter(|version| *version > 0);
        let exact = matching == "Exact" || (matching.is_empty() && self.limit().is_some());
        match self.text("continue") {
            "" if exact => Ok(named.map(|version| (version, None))),
            "" => Ok(None),
            token => {
                let (revision, after) = decode_token(token)?;
                if named.is_some() {
                    let why = "specifying resource version is not allowed when using continue";
                    return Err(ApiError::bad_request(why));
                }
                Ok(Some((revision, Some(after))))
            }
        }
    }
}

fn decode_token(token: &str) -> Result<(u64, Place)> {
    let refused = |why: &str| {
        ApiError::bad_request(format!("invalid continue token: continue key is not valid: {why}"))
    };
    let invalid = || refused("invalid token");
    let bytes =
        BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| refused("illegal base64 data at input byte 0"))?;
    let token: Value = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    let start = (object::text(&token, "/start/0").to_owned(), object::text(&token, "/start/1").to_owned());
    Ok((object::at(&token, "/rv").as_u64().ok_or_else(invalid)?, start))
}
