//! Keeping an image for as long as instances use it.
//!
//! Kubernetes has no transaction over two objects. So whoever makes an instance use an image changes the image
//! afterwards ([`touch`]), and whoever deletes an image does so only if it did not change since its users were listed
//! ([`delete_unused`]): whatever the order, either the deletion is refused or the touch finds no image.

use jiff::Timestamp;
use kube::ResourceExt;
use kube::api::{Api, ApiResource, DeleteParams, DynamicObject, ListParams, Patch, Preconditions};
use serde_json::json;

use crate::app::App;
use crate::crd::AgentInstance;
use crate::editing::{self, TRIES};
use crate::errors::{ApiError, ApiResult, is_code};
use crate::objects::{changing, is_missing};

/// Annotation of an image: when an instance was last made to use it, RFC 3339.
const LAST_USE: &str = "slipway.dev/lastUse";

/// What became of a deletion.
#[derive(Debug)]
pub enum Deletion {
    /// It is gone.
    Done,
    /// There is no such image.
    None,
    /// These instances use it, by name; it stays.
    UsedBy(Vec<String>),
}

/// Marks the image as used just now; `false` when it is gone.
///
/// # Errors
/// What the API server answered.
pub async fn touch(app: &App, name: &str) -> ApiResult<bool> {
    let change = json!({"metadata": {"annotations": {LAST_USE: Timestamp::now().to_string()}}});
    match app.images().patch(name, &changing(), &Patch::Merge(change)).await {
        Ok(_) => Ok(true),
        Err(error) if is_missing(&error, name) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Deletes the image unless an instance uses it.
///
/// # Errors
/// What the API server answered.
pub async fn delete_unused(app: &App, name: &str) -> ApiResult<Deletion> {
    let mut tries = 0;
    loop {
        let Some(image) = app.image(name).await? else { return Ok(Deletion::None) };
        let users = users(app, name).await?;
        if !users.is_empty() {
            return Ok(Deletion::UsedBy(users));
        }
        let unchanged = Preconditions { uid: image.uid(), resource_version: image.resource_version() };
        let params = DeleteParams { preconditions: Some(unchanged), ..DeleteParams::default() };
        tries += 1;
        match app.images().delete(name, &params).await {
            Ok(_) => return Ok(Deletion::Done),
            Err(error) if is_missing(&error, name) => return Ok(Deletion::None),
            Err(error) if is_code(&error, 409) && tries < TRIES => editing::pause().await,
            Err(error) => return Err(error.into()),
        }
    }
}

async fn users(app: &App, image: &str) -> ApiResult<Vec<String>> {
    // The API server, not the store: an instance made a moment ago must not be overlooked. As JSON: nor one with a
    // setting that cannot be read.
    let kind = ApiResource::erase::<AgentInstance>(&());
    let client = app.client.clone();
    let instances: Api<DynamicObject> = Api::namespaced_with(client, &app.link.identity.namespace, &kind);
    let instances = instances.list(&ListParams::default()).await?;
    let uses =
        |instance: &&DynamicObject| instance.data.pointer("/spec/image").is_some_and(|name| name == image);
    let users = instances.iter().filter(uses);
    let mut users: Vec<String> = users.map(|instance| instance.name_any()).collect();
    users.sort();
    Ok(users)
}

/// There is no such image.
#[must_use]
pub fn none(name: &str) -> ApiError {
    ApiError::not_found(format!("There is no image {name}."))
}
