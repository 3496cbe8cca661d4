//! The patch types other than server-side apply.

mod json;
mod merge;
mod strategic;

use serde_json::Value;

use crate::{
    resource::Resource,
    status::{ApiError, Result},
};

/// How a patch body is to be read, by its `Content-Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatchType {
    Json,
    Merge,
    Strategic,
    Apply,
}

impl PatchType {
    /// The type of a `Content-Type` header, parameters ignored.
    pub(crate) fn of(content_type: &str) -> Option<Self> {
        Some(match content_type.split(';').next().unwrap_or_default().trim() {
            "application/json-patch+json" => Self::Json,
            "application/merge-patch+json" => Self::Merge,
            "application/strategic-merge-patch+json" => Self::Strategic,
            "application/apply-patch+yaml" => Self::Apply,
            _ => return None,
        })
    }
}

/// The patch types that a resource takes, as the error for others lists them.
pub(crate) fn accepted(resource: &Resource) -> Vec<&'static str> {
    let mut types =
        vec!["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];
    if resource.custom.is_none() {
        types.insert(2, "application/strategic-merge-patch+json");
    }
    types
}

/// The object with a JSON, merge or strategic merge patch applied.
pub(crate) fn patch(resource: &Resource, kind: PatchType, live: &Value, body: &Value) -> Result<Value> {
    match kind {
        PatchType::Json => json::patch(live, body),
        PatchType::Merge if !body.is_object() => {
            let found = go_kind(body);
            let why =
                format!("json: cannot unmarshal {found} into Go value of type map[string]interface {{}}");
            Err(ApiError::bad_request(format!("error decoding patch: {why}")))
        }
        PatchType::Merge => Ok(merge::patch(live, body)),
        PatchType::Strategic if resource.custom.is_none() => strategic::patch(resource, live, body),
        PatchType::Strategic | PatchType::Apply => Err(ApiError::unsupported_media_type(&accepted(resource))),
    }
}

/// What Go's decoder calls a JSON value.
fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
