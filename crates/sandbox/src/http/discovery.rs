//! What is served, as clients discover it: group by group, or all at once (aggregated discovery).

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use serde_json::{Value, json};

use super::{Api, json as reply, target::Target};
use crate::{
    resource::Resource,
    status::{ApiError, Result},
};

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// `/version`.
pub(crate) async fn version(State(api): State<Api>) -> Response<Body> {
    let (major, minor) = api.cluster.options.version;
    let body = json!({
        "major": major.to_string(), "minor": minor.to_string(), "gitVersion": format!("v{major}.{minor}.0"),
        "gitCommit": "sandbox", "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "", "compiler": "", "platform": "linux/amd64",
    });
    reply(StatusCode::OK, &body)
}

/// `/api`.
pub(crate) async fn core(State(api): State<Api>, headers: HeaderMap) -> Response<Body> {
    if wants_aggregated(&headers) {
        return aggregated(vec![group_discovery(&api, "", &["v1".to_owned()])]);
    }
    reply(
        StatusCode::OK,
        &json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [] }),
    )
}

/// `/apis`.
pub(crate) async fn groups(State(api): State<Api>, headers: HeaderMap) -> Response<Body> {
    let groups = all_groups(&api);
    if wants_aggregated(&headers) {
        return aggregated(
            groups.iter().map(|(group, versions)| group_discovery(&api, group, versions)).collect(),
        );
    }
    let groups: Vec<Value> =
        groups.iter().map(|(group, versions)| described_group(group, versions)).collect();
    reply(StatusCode::OK, &json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": groups }))
}

/// The groups with resources, and the two whose only resources are questions.
fn all_groups(api: &Api) -> Vec<(String, Vec<String>)> {
    let mut groups = api.cluster.registry.groups();
    for group in ["authentication.k8s.io", "authorization.k8s.io"] {
        groups.push((group.to_owned(), vec!["v1".to_owned()]));
    }
    groups
}

/// Whether anything of a group is served.
pub(crate) fn is_group(api: &Api, group: &str) -> bool {
    group.is_empty() || all_groups(api).iter().any(|(name, _)| name == group)
}

/// `/apis/GROUP`, `/api/v1` and `/apis/GROUP/VERSION`.
pub(crate) fn group_version(api: &Api, target: &Target) -> Result<Response<Body>> {
    let groups = all_groups(api);
    let known = groups.iter().find(|(group, _)| *group == target.group);
    if target.version.is_empty() {
        let (group, versions) = known.ok_or_else(ApiError::no_resource)?;
        let mut body = described_group(group, versions);
        crate::object::put(&mut body, "/kind", "APIGroup".into());
        crate::object::put(&mut body, "/apiVersion", "v1".into());
        return Ok(reply(StatusCode::OK, &body));
    }
    let core = target.group.is_empty() && target.version == "v1";
    if !core && !known.is_some_and(|(_, versions)| versions.contains(&target.version)) {
        return Err(ApiError::no_resource());
    }
    let mut entries: Vec<Value> =
        served(api, &target.group, &target.version).iter().flat_map(Resource::discovery).collect();
    entries.extend(super::review::resources(&target.group));
    let name = if core { "v1".to_owned() } else { format!("{}/{}", target.group, target.version) };
    let body =
        json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": name, "resources": entries });
    Ok(reply(StatusCode::OK, &body))
}

fn served(api: &Api, group: &str, version: &str) -> Vec<Resource> {
    let all = api.cluster.registry.all();
    all.iter().filter(|it| it.group == group && it.version == version).map(|it| Resource::clone(it)).collect()
}

fn described_group(group: &str, versions: &[String]) -> Value {
    let versions: Vec<Value> = versions
        .iter()
        .map(|version| json!({ "groupVersion": format!("{group}/{version}"), "version": version }))
        .collect();
    json!({ "name": group, "versions": versions, "preferredVersion": versions.first() })
}

fn wants_aggregated(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|kind| {
        kind.contains("as=APIGroupDiscoveryList") && kind.contains("v=v2") && !kind.contains("v2beta1")
    })
}

fn aggregated(items: Vec<Value>) -> Response<Body> {
    let body = json!({
        "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items,
    });
    let mut response = reply(StatusCode::OK, &body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(AGGREGATED));
    response
}

fn group_discovery(api: &Api, group: &str, versions: &[String]) -> Value {
    let versions: Vec<Value> = versions
        .iter()
        .map(|version| {
            let mut resources: Vec<Value> =
                served(api, group, version).iter().map(resource_discovery).collect();
            resources.extend(super::review::resources(group).iter().map(|it| review_discovery(group, it)));
            json!({ "version": version, "resources": resources, "freshness": "Current" })
        })
        .collect();
    let metadata = if group.is_empty() { json!({}) } else { json!({ "name": group }) };
    json!({ "metadata": metadata, "versions": versions })
}

fn resource_discovery(resource: &Resource) -> Value {
    let kind = json!({ "group": resource.group, "version": resource.version, "kind": resource.kind });
    let subresources: Vec<Value> = resource
        .subresources()
        .iter()
        .map(|sub| json!({ "subresource": sub, "responseKind": kind, "verbs": ["get", "patch", "update"] }))
        .collect();
    json!({
        "resource": resource.plural, "responseKind": kind, "singularResource": resource.singular,
        "scope": if resource.namespaced { "Namespaced" } else { "Cluster" },
        "shortNames": resource.short_names, "categories": resource.categories, "verbs": resource.verbs(),
        "subresources": subresources,
    })
}

fn review_discovery(group: &str, entry: &Value) -> Value {
    json!({
        "resource": entry.get("name"), "singularResource": entry.get("singularName"), "verbs": ["create"],
        "responseKind": { "group": group, "version": "v1", "kind": entry.get("kind") }, "scope": "Cluster",
    })
}
