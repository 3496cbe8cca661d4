use serde_json::Value;

/// Whose an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The instance's own.
    Ours,
    /// Somebody else's, or another instance's of the same name: never touched.
    Foreign,
}

/// Whose `object` is, for the instance with `uid`.
#[must_use]
pub fn ownership(object: &Value, uid: &str) -> Ownership {
    let owners = object.pointer("/metadata/ownerReferences").and_then(Value::as_array);
    let ours =
        owners.into_iter().flatten().any(|owner| owner.get("uid").and_then(Value::as_str) == Some(uid));
    if ours { Ownership::Ours } else { Ownership::Foreign }
}
