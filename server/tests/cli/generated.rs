//! What is generated and committed: `deploy/` is what the commands print.

use std::path::Path;

use serde_json::Value;
use slipway_core::yaml::{Limits, read_all};

use crate::support::printed;

fn check(file: &str, arguments: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(file);
    let now = printed(arguments);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "deploy/{file} is not what `slipway {}` prints: UPDATE_GENERATED=1 mends it",
        arguments.join(" ")
    );
}

#[test]
fn the_definitions_are_committed() {
    check("crds.yaml", &["crds"]);
}

#[test]
fn the_rights_are_committed() {
    check("rbac.yaml", &["rbac"]);
}

#[test]
fn the_rights_are_for_the_namespace_and_account_asked_for() {
    let text = printed(&["rbac", "--namespace", "ci", "--service-account", "robot"]);
    let objects = read_all(&text, &Limits::default()).unwrap();
    let at = |path: &str| objects.iter().filter_map(|object| object.pointer(path)).collect::<Vec<_>>();
    assert_eq!(at("/metadata/namespace"), ["ci", "ci", "ci"]);
    assert_eq!(at("/subjects/0/namespace"), ["ci", "ci"]);
    assert_eq!(at("/subjects/0/name"), ["robot", "robot"]);
    assert!(!text.contains('*'), "no right is given for everything:\n{text}");
}

/// Definitions have to be structural: no references, and a type wherever something is described.
#[test]
fn the_schemas_are_structural() {
    let text = printed(&["crds"]);
    assert!(
        !text.contains("$ref") && !text.contains("uint"),
        "neither references nor formats Kubernetes does not know"
    );
    for definition in read_all(&text, &Limits::default()).unwrap() {
        let schema = definition.pointer("/spec/versions/0/schema/openAPIV3Schema").unwrap();
        structural(schema, "schema");
    }
}

fn structural(schema: &Value, path: &str) {
    assert!(schema.get("type").is_some_and(Value::is_string), "{path} has no type: {schema}");
    assert!(schema.get("default").is_none(), "{path} has a default");
    // A number that the server cannot read must not get into the cluster.
    let is_bounded = schema.get("format").is_some() || schema.get("maximum").is_some();
    assert!(schema.get("type").is_none_or(|kind| kind != "integer") || is_bounded, "{path} has no maximum");
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        structural(property, &format!("{path}.{name}"));
    }
    for nested in ["items", "additionalProperties"].iter().filter_map(|key| schema.get(key)) {
        structural(nested, &format!("{path}[]"));
    }
}
