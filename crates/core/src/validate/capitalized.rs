//! Values that the API server shows in its internal form: Go field names, every field, absent ones as null or, where
//! Go has no pointer, as empty text.

use serde_json::Value;

use super::report::Shown;
use crate::finding;
use crate::read::get;

/// Text that is JSON already.
pub(super) struct Json(pub(super) String);

impl Shown for Json {
    fn shown(&self) -> String {
        self.0.clone()
    }
}

const SECURITY_CONTEXT: [&str; 12] = [
    "capabilities",
    "privileged",
    "seLinuxOptions",
    "windowsOptions",
    "runAsUser",
    "runAsGroup",
    "runAsNonRoot",
    "readOnlyRootFilesystem",
    "allowPrivilegeEscalation",
    "procMount",
    "seccompProfile",
    "appArmorProfile",
];

/// A container's security context.
pub(super) fn security_context(context: &Value) -> Json {
    shown(context, &SECURITY_CONTEXT)
}

/// An object of `fields`, in this order.
pub(super) fn shown(object: &Value, fields: &[&str]) -> Json {
    Json(finding::shown(&capitalized(object, fields)).into_owned())
}

fn capitalized(object: &Value, fields: &[&str]) -> String {
    let shown: Vec<String> = fields
        .iter()
        .map(|field| format!("\"{}\":{}", go_name(field), value(field, get(object, field))))
        .collect();
    format!("{{{}}}", shown.join(","))
}

fn value(field: &str, value: Option<&Value>) -> String {
    let Some(value) = value else { return absent(field).to_owned() };
    match field {
        "capabilities" => capitalized(value, &["add", "drop"]),
        "seccompProfile" | "appArmorProfile" => capitalized(value, &["type", "localhostProfile"]),
        "seLinuxOptions" => capitalized(value, &["user", "role", "type", "level"]),
        "windowsOptions" => capitalized(
            value,
            &["gmsaCredentialSpecName", "gmsaCredentialSpec", "runAsUserName", "hostProcess"],
        ),
        _ => value.to_string(),
    }
}

fn absent(field: &str) -> &'static str {
    match field {
        "name" | "type" | "user" | "role" | "level" => "\"\"",
        _ => "null",
    }
}

fn go_name(field: &str) -> String {
    match field {
        "seLinuxOptions" => "SELinuxOptions".to_owned(),
        "gmsaCredentialSpecName" => "GMSACredentialSpecName".to_owned(),
        "gmsaCredentialSpec" => "GMSACredentialSpec".to_owned(),
        field => {
            let mut letters = field.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
        }
    }
}
