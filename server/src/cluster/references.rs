use serde_json::Value;

/// A key of another object that a pod refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// Of a Secret.
    Secret { name: String, key: String },
    /// Of a ConfigMap.
    ConfigMap { name: String, key: String },
}

/// Every `secretKeyRef` and `configMapKeyRef` of an object.
pub(super) fn references(object: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(object, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<Reference>) {
    match value {
        Value::Object(map) => {
            for (field, value) in map {
                match (field.as_str(), key_of(value)) {
                    ("secretKeyRef", Some((name, key))) => found.push(Reference::Secret { name, key }),
                    ("configMapKeyRef", Some((name, key))) => found.push(Reference::ConfigMap { name, key }),
                    _ => collect(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn key_of(reference: &Value) -> Option<(String, String)> {
    let text = |field: &str| reference.get(field).and_then(Value::as_str).map(str::to_owned);
    Some((text("name")?, text("key")?))
}
