//! OpenAPI v3, as much of it as clients need before they write: that every resource takes a patch with
//! `fieldValidation`, so that kubectl leaves the validation of fields to this server.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{Response, StatusCode},
};
use serde_json::{Map, Value, json};

use super::{Api, json as reply, refusal};
use crate::{resource::Resource, status::ApiError};

/// `/openapi/v3`: the documents there are.
pub(crate) async fn index(State(api): State<Api>) -> Response<Body> {
    let mut paths = Map::new();
    for resource in api.cluster.registry.all() {
        let path = group_path(&resource);
        let url = format!("/openapi/v3/{path}?hash={}", api.cluster.store.revision());
        paths.insert(path, json!({ "serverRelativeURL": url }));
    }
    reply(StatusCode::OK, &json!({ "paths": paths }))
}

/// `/openapi/v3/PATH`: the document of a group and version.
pub(crate) async fn document(State(api): State<Api>, Path(version): Path<String>) -> Response<Body> {
    let all = api.cluster.registry.all();
    let served: Vec<&Resource> = all.iter().map(|it| &**it).filter(|it| group_path(it) == version).collect();
    if served.is_empty() {
        return refusal(&ApiError::no_resource());
    }
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for resource in served {
        paths.insert(object_path(resource), json!({ "patch": operation(resource) }));
        schemas.insert(schema_name(resource), schema(resource));
    }
    let (major, minor) = api.cluster.options.version;
    let body = json!({
        "openapi": "3.0.0", "info": { "title": "Kubernetes", "version": format!("v{major}.{minor}.0") },
        "paths": paths, "components": { "schemas": schemas },
    });
    reply(StatusCode::OK, &body)
}

fn group_path(resource: &Resource) -> String {
    let prefix = if resource.group.is_empty() { "api" } else { "apis" };
    format!("{prefix}/{}", resource.api_version())
}

fn object_path(resource: &Resource) -> String {
    let namespace = if resource.namespaced { "/namespaces/{namespace}" } else { "" };
    format!("/{}{namespace}/{}/{{name}}", group_path(resource), resource.plural)
}

fn schema_name(resource: &Resource) -> String {
    let group = if resource.group.is_empty() { "core" } else { &resource.group };
    format!("{group}.{}.{}", resource.version, resource.kind)
}

fn kinds(resource: &Resource) -> Value {
    json!({ "group": resource.group, "version": resource.version, "kind": resource.kind })
}

fn schema(resource: &Resource) -> Value {
    let base =
        resource.custom.as_ref().map_or_else(|| json!({ "type": "object" }), |served| served.schema.clone());
    let mut schema = base;
    crate::object::put(&mut schema, "/x-kubernetes-group-version-kind", json!([kinds(resource)]));
    schema
}

fn operation(resource: &Resource) -> Value {
    let query = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string", "uniqueItems": true } });
    let reference = json!({ "$ref": format!("#/components/schemas/{}", schema_name(resource)) });
    json!({
        "operationId": format!("patch{}", resource.kind),
        "parameters": [query("dryRun"), query("fieldManager"), query("fieldValidation"), query("force")],
        "requestBody": { "content": {
            "application/apply-patch+yaml": { "schema": { "type": "object" } },
            "application/json-patch+json": { "schema": { "type": "object" } },
            "application/merge-patch+json": { "schema": { "type": "object" } },
        } },
        "responses": { "200": { "description": "OK", "content": { "application/json": { "schema": reference } } } },
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": kinds(resource),
    })
}
