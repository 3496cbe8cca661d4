//! Field rules of small kinds: keys of data, ports of services, events.

use serde_json::Value;

use crate::{object, resource::Resource, status::Cause};

const KEY: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or \
    'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/// What is wrong with an object.
pub(crate) fn causes(resource: &Resource, new: &Value) -> Vec<Cause> {
    match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "ConfigMap") => keys(new),
        ("", "Service") => ports(new),
        ("" | "events.k8s.io", "Event") => event(resource, new),
        _ => Vec::new(),
    }
}

fn keys(new: &Value) -> Vec<Cause> {
    let fields = ["data", "binaryData"].iter();
    let keys = fields.flat_map(|field| {
        let map = new.get(field).and_then(Value::as_object);
        map.into_iter().flat_map(move |map| map.keys().map(move |key| (field, key)))
    });
    let fits =
        |key: &str| !key.is_empty() && key.chars().all(|it| it.is_ascii_alphanumeric() || "-._".contains(it));
    let wrong = keys.filter(|(_, key)| !fits(key));
    wrong.map(|(field, key)| Cause::invalid(format!("{field}[{key}]"), &key.as_str().into(), KEY)).collect()
}

fn ports(new: &Value) -> Vec<Cause> {
    let ports = object::items(new, "/spec/ports");
    let headless = object::text(new, "/spec/clusterIP") == "None";
    if ports.is_empty() && !headless && object::text(new, "/spec/type") != "ExternalName" {
        return vec![Cause::required("spec.ports", "")];
    }
    if ports.len() < 2 {
        return Vec::new();
    }
    let unnamed = ports.iter().enumerate().filter(|(_, port)| object::text(port, "/name").is_empty());
    unnamed.map(|(index, _)| Cause::required(format!("spec.ports[{index}].name"), "")).collect()
}

fn event(resource: &Resource, new: &Value) -> Vec<Cause> {
    let mut causes = Vec::new();
    let about = object::text(new, "/involvedObject/namespace");
    if about != object::namespace(new) && !(about.is_empty() && object::namespace(new) == "default") {
        let value = Value::from(about);
        causes.push(Cause::invalid("involvedObject.namespace", &value, "does not match event.namespace"));
    }
    let (kind, time) = (object::text(new, "/type"), object::at(new, "/eventTime"));
    if !resource.group.is_empty() && time.is_null() {
        causes.push(Cause::required("eventTime", ""));
    }
    if (!resource.group.is_empty() || !time.is_null()) && !matches!(kind, "Normal" | "Warning") {
        causes.push(Cause::invalid("type", &"".into(), &format!("has invalid value: {kind}")));
    }
    causes
}
