//! JSON patch (RFC 6902).

use serde_json::{Value, json};

use crate::{
    object,
    resource::Resource,
    status::{ApiError, Result},
};

/// Applies a JSON patch; one that cannot be applied is 422, as on the real server.
pub(crate) fn patch(resource: &Resource, live: &Value, body: &Value) -> Result<Value> {
    let patch: json_patch::Patch = serde_json::from_value(body.clone())
        .map_err(|error| ApiError::bad_request(format!("error decoding patch: {error}")))?;
    let mut object = live.clone();
    match json_patch::patch(&mut object, &patch) {
        Ok(()) => Ok(object),
        Err(error) => Err(refused(resource, object::name(live), &error.to_string())),
    }
}

fn refused(resource: &Resource, name: &str, why: &str) -> ApiError {
    let details = json!({ "name": name, "kind": resource.kind });
    let message = format!("the server rejected our request due to an error in our request: {why}");
    ApiError { code: 422, reason: "Invalid", message, details }
}
