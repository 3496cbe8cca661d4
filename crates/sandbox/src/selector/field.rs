//! `fieldSelector`: equality on fields.

use serde_json::Value;

use crate::{
    object,
    resource::Resource,
    status::{ApiError, Result},
};

/// A parsed field selector.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<Requirement>);

#[derive(Debug, Clone)]
struct Requirement {
    pointer: String,
    equal: bool,
    value: String,
}

impl Fields {
    /// Parses `metadata.name=a,status.phase!=Failed`. Kinds can be selected by few of their fields.
    pub(crate) fn parse(resource: &Resource, text: &str) -> Result<Self> {
        text.split(',')
            .filter(|part| !part.trim().is_empty())
            .map(|part| requirement(resource, part))
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Whether an object is selected.
    pub(crate) fn matches(&self, object: &Value) -> bool {
        self.0.iter().all(|it| (shown(object::at(object, &it.pointer)) == it.value) == it.equal)
    }
}

/// Group and plural, and the fields beside name and namespace by which a kind can be selected.
const SELECTABLE: &[(&str, &str, &[&str])] = &[
    (
        "",
        "pods",
        &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
    ),
    (
        "",
        "events",
        &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
    ),
    (
        "events.k8s.io",
        "events",
        &[
            "regarding.kind",
            "regarding.namespace",
            "regarding.name",
            "regarding.uid",
            "regarding.apiVersion",
            "regarding.resourceVersion",
            "regarding.fieldPath",
            "reason",
            "reportingController",
            "type",
        ],
    ),
    ("", "secrets", &["type"]),
    ("", "namespaces", &["status.phase"]),
    ("", "nodes", &["spec.unschedulable"]),
    ("", "services", &["spec.clusterIP", "spec.type"]),
];

/// Refuses a field by which a kind cannot be selected.
fn check(resource: &Resource, path: &str) -> Result<()> {
    let row =
        SELECTABLE.iter().find(|(group, plural, _)| *group == resource.group && *plural == resource.plural);
    let fields = row.map_or(&[][..], |(_, _, fields)| fields);
    if matches!(path, "metadata.name" | "metadata.namespace") || fields.contains(&path) {
        return Ok(());
    }
    if row.is_some() || resource.custom.is_some() {
        return Err(ApiError::bad_request(format!("field label not supported: {path}")));
    }
    let only = "only \"metadata.name\", \"metadata.namespace\"";
    Err(ApiError::bad_request(format!("\"{path}\" is not a known field selector: {only}")))
}

fn requirement(resource: &Resource, part: &str) -> Result<Requirement> {
    let (path, equal, value) = split(part).ok_or_else(|| {
        ApiError::bad_request(format!("invalid selector: '{part}'; can't understand '{part}'"))
    })?;
    check(resource, path.trim())?;
    let pointer = format!("/{}", path.trim().replace('.', "/"));
    Ok(Requirement { pointer, equal, value: value.trim().to_owned() })
}

fn split(part: &str) -> Option<(&str, bool, &str)> {
    if let Some((path, value)) = part.split_once("!=") {
        return Some((path, false, value));
    }
    part.split_once("==").or_else(|| part.split_once('=')).map(|(path, value)| (path, true, value))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
