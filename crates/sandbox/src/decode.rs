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
    status::{ApiError, Cause, Result},
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

/// How much of a body that cannot be read is shown.
const EXCERPT: usize = 30;

/// Parses the body of an object of a kind: JSON, or Kubernetes' protobuf.
pub(crate) fn body(body: &[u8], kind: &str) -> Result<Value> {
    if protobuf::is(body) {
        return protobuf::read(body);
    }
    serde_json::from_slice(body).map_err(|error| {
        let why = format!("couldn't get version/kind; json parse error: {}", json_error(&error));
        unrecognized(kind, &why, &String::from_utf8_lossy(body))
    })
}

/// Parses a patch in JSON.
pub(crate) fn patch(body: &[u8]) -> Result<Value> {
    serde_json::from_slice(body)
        .map_err(|error| ApiError::bad_request(format!("error decoding patch: {}", json_error(&error))))
}

fn json_error(error: &serde_json::Error) -> String {
    if error.is_eof() { "unexpected end of JSON input".to_owned() } else { error.to_string() }
}

fn unrecognized(kind: &str, why: &str, body: &str) -> ApiError {
    let start: String = body.chars().take(EXCERPT).collect();
    let shown = match body {
        "" => "<empty>".to_owned(),
        body if body.chars().count() > EXCERPT => format!("{start} ..."),
        _ => start,
    };
    ApiError::bad_request(format!(
        "the object provided is unrecognized (must be of type {kind}): {why} ({shown})"
    ))
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
    check_named(resource, &object)?;
    object::put_default(&mut object, "/apiVersion", resource.api_version());
    object::put_default(&mut object, "/kind", resource.kind.as_str());
    check_kind(resource, &object)?;
    let (object, fields) = match &resource.custom {
        Some(served) => {
            let strangers = drop_strangers(&mut object);
            let (object, dropped) = crd::prune(&served.schema, object);
            (object, strangers.into_iter().chain(dropped).collect())
        }
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

/// The fields of every object's metadata.
const METADATA: &[&str] = &[
    "annotations",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// Removes what is not metadata from the metadata; schemas do not speak of it.
fn drop_strangers(object: &mut Value) -> Vec<String> {
    let mut strangers = Vec::new();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|name, _| {
            let known = METADATA.contains(&name.as_str());
            strangers.extend((!known).then(|| format!("metadata.{name}")));
            known
        });
    }
    strangers
}

/// A custom resource must say what it is; built-in kinds are known by their address.
fn check_named(resource: &Resource, object: &Value) -> Result<()> {
    if resource.custom.is_none() || !object::text(object, "/kind").is_empty() {
        return Ok(());
    }
    let why = format!("Object 'Kind' is missing in '{object}'");
    Err(unrecognized(&resource.kind, &why, &object.to_string()))
}

fn check_kind(resource: &Resource, object: &Value) -> Result<()> {
    let (version, kind) = (object::text(object, "/apiVersion"), object::text(object, "/kind"));
    if version != resource.api_version() && resource.custom.is_none() {
        return Err(cannot_be_handled(
            resource,
            &format!(
                "no kind \"{kind}\" is registered for version \"{version}\" in scheme \"pkg/runtime/scheme.go:111\""
            ),
        ));
    }
    if version != resource.api_version() {
        return Err(ApiError::bad_request(format!(
            "the API version in the data ({version}) does not match the expected API version ({})",
            resource.api_version()
        )));
    }
    if kind != resource.kind && resource.custom.is_some() {
        let cause = Cause::invalid("kind", &kind.into(), &format!("must be {}", resource.kind));
        return Err(ApiError::invalid(&resource.group, kind, object::name(object), &[cause]));
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
    let why = why.replace("Go struct field Object.", &format!("Go struct field {kind}."));
    ApiError::bad_request(format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {why}"))
}
