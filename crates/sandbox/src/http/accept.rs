//! The form of an answer: `Accept` asks for the object, a table, or its metadata alone.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    object,
    resource::Resource,
    status::{ApiError, Result},
    table,
    verbs::Params,
};

/// The form a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Object,
    Table,
    Metadata,
}

/// The types that ask for the object itself. Protobuf is not written; who prefers it takes JSON as well.
const PLAIN: &[&str] =
    &["", "*/*", "application/*", "application/json", "application/json;stream=watch", "application/yaml"];

/// The form that an `Accept` header asks for.
pub(crate) fn form(accept: &str) -> Result<Form> {
    let known = accept.contains("application/json") || accept.contains("application/yaml");
    let refusal = if known { ApiError::not_acceptable } else { ApiError::no_representation };
    Form::of(accept).ok_or_else(refusal)
}

/// Refuses an `includeObject` that is none.
pub(crate) fn check_table(params: &Params) -> Result<()> {
    let include = params.text("includeObject");
    if matches!(include, "" | "None" | "Metadata" | "Object") {
        return Ok(());
    }
    Err(ApiError::bad_request(format!(
        "Unable to convert to Table as requested: includeObject: Invalid value: \"{include}\": must be 'Metadata', \
         'Object', 'None', or empty"
    )))
}

impl Form {
    /// Reads an `Accept` header: the first form this server knows wins; `None` when it knows none of them.
    pub(crate) fn of(accept: &str) -> Option<Self> {
        for kind in accept.split(',') {
            let kind = kind.trim();
            if kind.contains("as=Table") && kind.contains("v=v1") && !kind.contains("v=v1beta1") {
                return Some(Self::Table);
            }
            if kind.contains("as=PartialObjectMetadata") {
                return Some(Self::Metadata);
            }
            if PLAIN.contains(&kind.split(";q=").next().unwrap_or_default()) {
                return Some(Self::Object);
            }
        }
        None
    }

    /// One object in this form.
    pub(crate) fn one(self, resource: &Resource, object: &Arc<Value>, params: &Params) -> Value {
        match self {
            Self::Object => Value::clone(object),
            Self::Metadata => metadata_only(object),
            Self::Table => table::table(
                resource,
                std::slice::from_ref(object),
                object_metadata(object),
                params.text("includeObject"),
            ),
        }
    }

    /// A list in this form; `metadata` is that of the list.
    pub(crate) fn many(
        self,
        resource: &Resource,
        items: &[Arc<Value>],
        metadata: Value,
        params: &Params,
    ) -> Value {
        match self {
            Self::Object => json!({
                "kind": resource.list_kind, "apiVersion": resource.api_version(), "metadata": metadata,
                "items": items.iter().map(|it| listed(resource, it)).collect::<Vec<_>>(),
            }),
            Self::Metadata => json!({
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
                "items": items.iter().map(|it| metadata_only(it)).collect::<Vec<_>>(),
            }),
            Self::Table => table::table(resource, items, metadata, params.text("includeObject")),
        }
    }
}

/// An item of a list: those of built-in kinds do not repeat what the list says.
fn listed(resource: &Resource, item: &Value) -> Value {
    let mut item = item.clone();
    if resource.custom.is_none() {
        object::take(&mut item, "/kind");
        object::take(&mut item, "/apiVersion");
    }
    item
}

fn object_metadata(object: &Value) -> Value {
    json!({ "resourceVersion": object::text(object, "/metadata/resourceVersion") })
}

/// The object's metadata as `PartialObjectMetadata`.
pub(crate) fn metadata_only(object: &Value) -> Value {
    json!({
        "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
        "metadata": object::at(object, "/metadata"),
    })
}
