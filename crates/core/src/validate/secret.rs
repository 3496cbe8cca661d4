//! Secrets. What is said never holds a value.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, config_key};
use super::meta;
use super::report::Report;
use crate::read::{dig, entries, text};

/// All values together, decoded.
const MOST_BYTES: usize = 1024 * 1024;

pub(super) fn check(report: &mut Report, object: &Value) {
    meta::check(report, object);
    let at = Field::new("data");
    let data = data(object);
    for (key, _) in &data {
        report.invalid_each(&at.key(key), *key, config_key(key));
    }
    if data.iter().map(|(_, value)| value.len()).sum::<usize>() > MOST_BYTES {
        report.too_long(&at, MOST_BYTES);
    }
    by_type(report, object, &data, &at);
}

/// The data and, over it, the `stringData`, as the API server joins them.
fn data(object: &Value) -> Vec<(&str, Vec<u8>)> {
    let plain: Vec<(&str, Vec<u8>)> = entries(object, "stringData")
        .map(|(key, value)| (key, value.as_str().unwrap_or_default().as_bytes().to_vec()))
        .collect();
    let names: BTreeSet<&str> = plain.iter().map(|(key, _)| *key).collect();
    let decoded = entries(object, "data")
        .filter(|(key, _)| !names.contains(key))
        .map(|(key, value)| (key, STANDARD.decode(value.as_str().unwrap_or_default()).unwrap_or_default()));
    let mut all: Vec<(&str, Vec<u8>)> = decoded.collect();
    all.extend(plain.iter().cloned());
    all
}

fn by_type(report: &mut Report, object: &Value, data: &[(&str, Vec<u8>)], at: &Field) {
    let value = |wanted: &str| data.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value.as_slice());
    match text(object, "type") {
        "kubernetes.io/service-account-token" => {
            let key = "kubernetes.io/service-account.name";
            if dig(object, &["metadata", "annotations", key])
                .and_then(Value::as_str)
                .is_none_or(str::is_empty)
            {
                report.required(&Field::new("metadata.annotations").key(key), "");
            }
        }
        "kubernetes.io/dockercfg" => docker(report, value(".dockercfg"), &at.key(".dockercfg")),
        "kubernetes.io/dockerconfigjson" => {
            docker(report, value(".dockerconfigjson"), &at.key(".dockerconfigjson"));
        }
        "kubernetes.io/basic-auth" if value("username").is_none() && value("password").is_none() => {
            report.required(&at.key("username"), "");
            report.required(&at.key("password"), "");
        }
        "kubernetes.io/ssh-auth" if value("ssh-privatekey").is_none_or(<[u8]>::is_empty) => {
            report.required(&at.key("ssh-privatekey"), "");
        }
        "kubernetes.io/tls" => {
            for key in ["tls.crt", "tls.key"].into_iter().filter(|key| value(key).is_none()) {
                report.required(&at.key(key), "");
            }
        }
        _ => {}
    }
}

/// Registry credentials must be a JSON object. The API server adds Go's words on where the text is wrong.
fn docker(report: &mut Report, value: Option<&[u8]>, at: &Field) {
    let Some(value) = value else { return report.required(at, "") };
    let exact = match serde_json::from_slice::<Value>(value) {
        Ok(Value::Object(_) | Value::Null) => return,
        Ok(other) => {
            format!("json: cannot unmarshal {} into Go value of type map[string]interface {{}}", kind(&other))
        }
        Err(error) if error.is_eof() => "unexpected end of JSON input".to_owned(),
        Err(_) => {
            let first = String::from_utf8_lossy(value).trim_start().chars().next().unwrap_or_default();
            format!("invalid character '{first}' looking for beginning of value")
        }
    };
    let plain = "The registry credentials are not JSON: use the contents of a Docker config.json.";
    report.invalid(at, "<secret contents redacted>", Told::whole(exact, plain));
}

/// A JSON type as Go names it.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
