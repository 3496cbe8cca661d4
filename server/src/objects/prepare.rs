use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;
use serde_json::{Value, json};

/// The annotation of a pull Secret that names the Secret it is a copy of.
pub const COPY_OF: &str = "slipway.dev/copy-of";

/// What a manifest needs beyond the previewed text before it is sent.
#[derive(Clone, Debug, Default)]
pub struct Prepared<'a> {
    /// The instance that owns it; `None` in a dry run, before the instance exists.
    pub owner: Option<&'a OwnerReference>,
    /// The data of the Secret it is a copy of.
    pub data: Option<&'a Value>,
}

/// The manifest as it is sent: the previewed one, plus its owner and the copied data, which is in no preview.
#[must_use]
pub fn prepare(manifest: &Value, prepared: &Prepared<'_>) -> Value {
    let mut object = manifest.clone();
    if let (Some(owner), Some(metadata)) =
        (prepared.owner, object.get_mut("metadata").and_then(Value::as_object_mut))
    {
        metadata.insert("ownerReferences".to_owned(), json!([owner]));
    }
    if let (Some(data), Some(map)) = (prepared.data, object.as_object_mut())
        && map.get("kind").is_some_and(|kind| kind == "Secret")
    {
        map.insert("data".to_owned(), data.clone());
    }
    object
}
