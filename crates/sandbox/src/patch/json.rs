//! JSON patch (RFC 6902).

use serde_json::{Value, json};

use crate::status::{ApiError, Result};

/// Applies a JSON patch; one that cannot be applied is 422, as on the real server.
pub(crate) fn patch(live: &Value, body: &Value) -> Result<Value> {
    if !body.is_array() {
        let found = super::go_kind(body);
        let why = format!("json: cannot unmarshal {found} into Go value of type []handlers.jsonPatchOp");
        return Err(ApiError::bad_request(format!("error decoding patch: {why}")));
    }
    let mut object = live.clone();
    let patch: json_patch::Patch = serde_json::from_value(body.clone()).map_err(|_| refused())?;
    json_patch::patch(&mut object, &patch).map_err(|_| refused())?;
    Ok(object)
}

/// The real server does not say which operation could not be done.
fn refused() -> ApiError {
    let message = "the server rejected our request due to an error in our request".to_owned();
    ApiError { code: 422, reason: "Invalid", message, details: json!({}) }
}
