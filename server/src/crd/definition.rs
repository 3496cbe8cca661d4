use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::CustomResourceExt;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{AgentImage, AgentInstance};

/// Tells definitions of one version of Slipway from another's.
pub const SCHEMA_ANNOTATION: &str = "slipway.dev/schema";

/// Both definitions as JSON, ready to apply.
#[must_use]
pub fn definitions() -> Vec<Value> {
    [AgentImage::crd(), AgentInstance::crd()].iter().map(finished).collect()
}

/// The value of [`SCHEMA_ANNOTATION`] on a definition; empty without one.
#[must_use]
pub fn schema_id(definition: &Value) -> &str {
    definition
        .pointer("/metadata/annotations/slipway.dev~1schema")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn finished(definition: &CustomResourceDefinition) -> Value {
    let mut value = serde_json::to_value(definition).unwrap_or_default();
    tidy(&mut value);
    // Better words alone do not make a definition another one.
    let mut meaning = value.get("spec").cloned().unwrap_or_default();
    without_descriptions(&mut meaning);
    let digest = Sha256::digest(meaning.to_string().as_bytes())
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) {
        let annotations = Map::from_iter([(SCHEMA_ANNOTATION.to_owned(), Value::String(digest))]);
        metadata.insert("annotations".to_owned(), Value::Object(annotations));
    }
    value
}

/// Takes out what an API server would misread or warn about:
/// defaults, because it would write them into stored objects where an absent field must go on meaning "the default of
/// the Slipway that reads it"; and integer formats Kubernetes does not know.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let is_schema = map.get("type").is_some_and(Value::is_string) || map.contains_key("enum");
            if is_schema {
                map.remove("default");
                bound_unsigned(map);
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts the largest number in the place of a format without a sign: the server must be able to read whatever the
/// cluster stores.
fn bound_unsigned(schema: &mut Map<String, Value>) {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let largest = match format {
        "uint8" => Some(f64::from(u8::MAX)),
        "uint16" => Some(f64::from(u16::MAX)),
        "uint32" => Some(f64::from(u32::MAX)),
        _ => None,
    };
    if format.starts_with("uint") {
        schema.remove("format");
    }
    if let Some(largest) = largest {
        schema.entry("maximum").or_insert_with(|| json!(largest));
    }
}

fn without_descriptions(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, value| key != "description" || !value.is_string());
            map.values_mut().for_each(without_descriptions);
        }
        Value::Array(items) => items.iter_mut().for_each(without_descriptions),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
