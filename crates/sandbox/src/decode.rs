//! Reading a request body into an object of the resource: the right kind, known fields, right types.
//!
//! For built-in kinds the typed structs of `k8s-openapi` are the schema: what does not survive the way through them
//! is an unknown field. For custom resources it is the definition's schema. Wordings are those of the real server's
//! decoder.

mod builtin;
mod protobuf;
mod types;

use serde_json::Value;
use slipway_core::yaml::{self, Limits};

use crate::{
    crd, object,
    resource::Resource,
    status::{ApiError, Result},
};

/// What to do about unknown fields: the `fieldValidation` parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum FieldValidation {
    /// Drop them silently.
    Ignore,
    /// Drop them and say so in a `Warning` header.
    #[default]
    Warn,
    /// Refuse the request.
    Strict,
}

impl FieldValidation {
    /// Reads the parameter; absent means warn.
    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "Ignore" => Self::Ignore,
            "Strict" => Self::Strict,
            _ => Self::Warn,
        }
    }
}

/// A decoded object and the warnings about it.
pub(crate) struct Decoded {
    pub(crate) object: Value,
    pub(crate) warnings: Vec<String>,
}

/// Parses a body: JSON, or Kubernetes' protobuf.
pub(crate) fn body(body: &[u8]) -> Result<Value> {
    if protobuf::is(body) {
        return protobuf::read(body);
    }
    serde_json::from_slice(body).map_err(|error| {
        ApiError::bad_request(format!("couldn't get version/kind; json parse error: {error}"))
    })
}

/// Parses a YAML body, such as an applied configuration may be. JSON is YAML too.
pub(crate) fn yaml(body: &[u8]) -> Result<Value> {
    let limits = Limits { bytes: body.len(), ..Limits::default() };
    yaml::read(&String::from_utf8_lossy(body), &limits)
        .map_err(|error| ApiError::bad_request(format!("error decoding YAML: {error}")))
}

/// Checks kind and fields of an object of `resource`; its `apiVersion` and `kind` are filled in when missing.
pub(crate) fn decode(resource: &Resource, mut object: Value, unknown: FieldValidation) -> Result<Decoded> {
    if !object.is_object() {
        return Err(cannot_be_handled(resource, "json: cannot unmarshal into Go value"));
    }
    object::put_default(&mut object, "/apiVersion", resource.api_version());
    object::put_default(&mut object, "/kind", resource.kind.as_str());
    check_kind(resource, &object)?;
    let (object, fields) = match &resource.custom {
        Some(served) => crd::prune(&served.schema, object),
        None => builtin::decode(resource, object).map_err(|error| cannot_be_handled(resource, &error))?,
    };
    let warnings: Vec<String> = fields.iter().map(|field| format!("unknown field \"{field}\"")).collect();
    match unknown {
        FieldValidation::Strict if !warnings.is_empty() => {
            Err(cannot_be_handled(resource, &format!("strict decoding error: {}", warnings.join(", "))))
        }
        FieldValidation::Ignore => Ok(Decoded { object, warnings: Vec::new() }),
        FieldValidation::Warn | FieldValidation::Strict => Ok(Decoded { object, warnings }),
    }
}

fn check_kind(resource: &Resource, object: &Value) -> Result<()> {
    let (version, kind) = (object::text(object, "/apiVersion"), object::text(object, "/kind"));
    if version != resource.api_version() {
        return Err(ApiError::bad_request(format!(
            "the API version in the data ({version}) does not match the expected API version ({})",
            resource.api_version()
        )));
    }
    if kind != resource.kind {
        return Err(ApiError::bad_request(format!(
            "{kind} in version \"{}\" cannot be handled as a {}: converting (v1.{kind}) to (core.{}): unknown conversion",
            resource.version, resource.kind, resource.kind
        )));
    }
    Ok(())
}

fn cannot_be_handled(resource: &Resource, why: &str) -> ApiError {
    let (kind, version) = (&resource.kind, &resource.version);
    ApiError::bad_request(format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {why}"))
}
