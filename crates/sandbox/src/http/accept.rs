//! The form of an answer: `Accept` asks for the object, a table, or its metadata alone.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{object, resource::Resource, table, verbs::Params};

/// The form a client asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Object,
    Table,
    Metadata,
}

impl Form {
    /// Reads an `Accept` header: the first form this server knows wins.
    pub(crate) fn of(accept: &str) -> Self {
        for kind in accept.split(',') {
            let kind = kind.trim();
            if kind.contains("as=Table") && kind.contains("v=v1") && !kind.contains("v=v1beta1") {
                return Self::Table;
            }
            if kind.contains("as=PartialObjectMetadata") {
                return Self::Metadata;
            }
            if kind == "application/json" || kind == "*/*" {
                return Self::Object;
            }
        }
        Self::Object
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
                "items": items.iter().map(|it| &**it).collect::<Vec<_>>(),
            }),
            Self::Metadata => json!({
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
                "items": items.iter().map(|it| metadata_only(it)).collect::<Vec<_>>(),
            }),
            Self::Table => table::table(resource, items, metadata, params.text("includeObject")),
        }
    }
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
