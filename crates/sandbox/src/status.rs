//! Refusals: every error of the API is an [`ApiError`] and leaves as a Kubernetes `Status` with the wording of the
//! real API server (`k8s.io/apimachinery/pkg/api/errors`).

use serde_json::{Value, json};

use crate::resource::Resource;

/// The result of anything the API does.
pub(crate) type Result<T> = std::result::Result<T, ApiError>;

/// What is said of a path that nothing serves.
const NO_PAGE: &str = "404 page not found";

/// A refused request.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ApiError {
    /// The HTTP status code.
    pub(crate) code: u16,
    /// The machine-readable reason, such as `NotFound`; empty when the real server gives none.
    pub(crate) reason: &'static str,
    /// The sentence.
    pub(crate) message: String,
    /// `details` of the `Status`.
    pub(crate) details: Value,
}

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause {
    /// Such as `FieldValueInvalid`.
    pub(crate) reason: String,
    /// Such as `Required value`, without the field.
    pub(crate) message: String,
    /// The field path, such as `spec.containers[0].name`.
    pub(crate) field: String,
}

impl Cause {
    pub(crate) fn new(reason: &str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { reason: reason.to_owned(), field: field.into(), message: message.into() }
    }

    pub(crate) fn required(field: impl Into<String>, detail: &str) -> Self {
        let message = if detail.is_empty() { String::new() } else { format!(": {detail}") };
        Self::new("FieldValueRequired", field, format!("Required value{message}"))
    }

    pub(crate) fn invalid(field: impl Into<String>, value: &Value, detail: &str) -> Self {
        Self::new("FieldValueInvalid", field, format!("Invalid value: {value}: {detail}"))
    }

    pub(crate) fn forbidden(field: impl Into<String>, detail: &str) -> Self {
        Self::new("FieldValueForbidden", field, format!("Forbidden: {detail}"))
    }
}

impl ApiError {
    fn new(code: u16, reason: &'static str, message: impl Into<String>, details: Value) -> Self {
        Self { code, reason, message: message.into(), details }
    }

    /// 404 for an object.
    pub(crate) fn not_found(resource: &Resource, name: &str) -> Self {
        let message = format!("{} \"{name}\" not found", resource.qualified());
        Self::new(404, "NotFound", message, details(resource, name))
    }

    /// 404 for a path that names no resource.
    pub(crate) fn no_resource() -> Self {
        Self::new(404, "NotFound", "the server could not find the requested resource", json!({}))
    }

    /// 404 for a path outside every group, which the real server answers in plain text.
    pub(crate) fn no_page() -> Self {
        Self::new(404, "", NO_PAGE, Value::Null)
    }

    /// Whether this leaves as plain text.
    pub(crate) fn is_plain(&self) -> bool {
        self.message == NO_PAGE
    }

    /// 409 for a name that is taken by an object that is going.
    pub(crate) fn still_there(resource: &Resource, name: &str) -> Self {
        let taken = Self::already_exists(resource, name);
        Self { message: format!("object is being deleted: {}", taken.message), ..taken }
    }

    /// 409 for a name that is taken.
    pub(crate) fn already_exists(resource: &Resource, name: &str) -> Self {
        let message = format!("{} \"{name}\" already exists", resource.qualified());
        Self::new(409, "AlreadyExists", message, details(resource, name))
    }

    /// 409 for a write that lost a race or missed its precondition.
    pub(crate) fn conflict(resource: &Resource, name: &str, why: &str) -> Self {
        let message = format!("Operation cannot be fulfilled on {} \"{name}\": {why}", resource.qualified());
        Self::new(409, "Conflict", message, details(resource, name))
    }

    /// 409 for an update of an object that changed since it was read.
    pub(crate) fn modified(resource: &Resource, name: &str) -> Self {
        let why =
            "the object has been modified; please apply your changes to the latest version and try again";
        Self::conflict(resource, name, why)
    }

    /// 409 for fields that other managers own.
    pub(crate) fn apply_conflict(message: String, causes: &[Cause]) -> Self {
        Self::new(409, "Conflict", message, json!({ "causes": encode(causes) }))
    }

    /// 400.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message, Value::Null)
    }

    /// 403 at admission.
    pub(crate) fn forbidden(resource: &Resource, name: &str, why: &str) -> Self {
        let message = format!("{} \"{name}\" is forbidden: {why}", resource.qualified());
        Self::new(403, "Forbidden", message, details(resource, name))
    }

    /// 403 before a request is looked at.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(403, "Forbidden", message, json!({}))
    }

    /// The same with what exactly is wrong.
    pub(crate) fn because(mut self, causes: &[Cause]) -> Self {
        crate::object::put(&mut self.details, "/causes", encode(causes).into());
        self
    }

    /// 422 with everything that is wrong.
    pub(crate) fn invalid(group: &str, kind: &str, name: &str, causes: &[Cause]) -> Self {
        let qualified = if group.is_empty() { kind.to_owned() } else { format!("{kind}.{group}") };
        let sentences: Vec<String> =
            causes.iter().map(|cause| format!("{}: {}", cause.field, cause.message)).collect();
        let all = match sentences.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let mut details = json!({ "causes": encode(causes) });
        for (field, value) in [("/kind", kind), ("/name", name)] {
            if !value.is_empty() {
                crate::object::put(&mut details, field, value.into());
            }
        }
        if !group.is_empty() {
            crate::object::put(&mut details, "/group", group.into());
        }
        Self::new(422, "Invalid", format!("{qualified} \"{name}\" is invalid: {all}"), details)
    }

    /// 410 for a revision that history no longer holds.
    pub(crate) fn expired(message: impl Into<String>) -> Self {
        Self::new(410, "Expired", message, Value::Null)
    }

    /// 504 for a revision that the store has not reached.
    pub(crate) fn too_large(asked: u64, current: u64) -> Self {
        let message = format!("Timeout: Too large resource version: {asked}, current: {current}");
        let cause = json!({ "reason": "ResourceVersionTooLarge", "message": "Too large resource version" });
        Self::new(504, "Timeout", message, json!({ "causes": [cause], "retryAfterSeconds": 1 }))
    }

    /// 413 for a body that is larger than any object may be.
    pub(crate) fn too_large_body(limit: usize) -> Self {
        let message = format!("Request entity too large: limit is {limit}");
        Self::new(413, "RequestEntityTooLarge", message, json!({}))
    }

    /// 408 for a body that does not come.
    pub(crate) fn too_slow() -> Self {
        Self::new(408, "", "the body of the request did not come in time", json!({}))
    }

    /// 405.
    pub(crate) fn method_not_allowed() -> Self {
        let message = "the server does not allow this method on the requested resource";
        Self::new(405, "MethodNotAllowed", message, json!({}))
    }

    /// 415 for a patch type or body type that the resource does not take.
    pub(crate) fn unsupported_media_type(accepted: &[&str]) -> Self {
        let list = accepted.join(", ");
        let message = format!(
            "the body of the request was in an unknown format - accepted media types include: {list}"
        );
        Self::new(415, "UnsupportedMediaType", message, Value::Null)
    }

    /// 415 for a patch type that is none.
    pub(crate) fn unknown_patch_type() -> Self {
        Self::new(415, "UnsupportedMediaType", "415: Unsupported Media Type", json!({}))
    }

    /// 406 for a type of answer that is not served.
    pub(crate) fn no_representation() -> Self {
        let message = "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, \
            application/vnd.kubernetes.protobuf, application/json;stream=watch, \
            application/vnd.kubernetes.protobuf;stream=watch";
        Self::new(406, "NotAcceptable", message, json!({}))
    }

    /// 406 for a form of answer that is not served.
    pub(crate) fn not_acceptable() -> Self {
        let message = "only the following media types are accepted: application/json, application/yaml, \
            application/vnd.kubernetes.protobuf";
        Self::new(406, "NotAcceptable", message, Value::Null)
    }

    /// 500 with the message as it is; the real server sends unclassified errors so.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, "", message, Value::Null)
    }

    /// 501 for what this server does not do at all.
    pub(crate) fn not_supported(what: &str) -> Self {
        Self::new(501, "NotImplemented", format!("{what}: not supported by the sandbox"), Value::Null)
    }

    /// The `Status` object.
    pub(crate) fn to_status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {},
            "status": "Failure", "message": self.message, "code": self.code,
        });
        if !self.reason.is_empty() {
            crate::object::put(&mut status, "/reason", self.reason.into());
        }
        if !self.details.is_null() {
            crate::object::put(&mut status, "/details", self.details.clone());
        }
        status
    }
}

fn details(resource: &Resource, name: &str) -> Value {
    if resource.group.is_empty() {
        json!({ "name": name, "kind": resource.plural })
    } else {
        json!({ "name": name, "group": resource.group, "kind": resource.plural })
    }
}

fn encode(causes: &[Cause]) -> Vec<Value> {
    causes
        .iter()
        .map(|cause| json!({ "reason": cause.reason, "message": cause.message, "field": cause.field }))
        .collect()
}
