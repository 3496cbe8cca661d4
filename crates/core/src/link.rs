//! Share links: a configuration in the fragment of a URL.
//!
//! `#v1:` and the base64url of the deflated canonical JSON of what differs from the baseline. The baseline is frozen
//! (`link/v1.json`), so that a link means the same for ever, whatever later defaults are. The fragment never reaches
//! a server's log. The suffix is left out: everybody who opens a link gets an instance of their own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use serde_json::{Map, Value};

use crate::config::{self, Config, Read};
use crate::limits;
use crate::path;

const PREFIX: &str = "v1:";

const TOO_LARGE: &str = "This link holds more than a configuration can.";

/// The written form of every field at the time version 1 was made. Never changed; new fields take their defaults.
const BASELINE: &str = include_str!("link/v1.json");

/// The fragment of a link, without `#`.
#[must_use]
pub fn encode(config: &Config) -> String {
    let mut config = config.clone();
    config.instance.suffix = String::new();
    let value = serde_json::to_value(&config).unwrap_or_default();
    let different = difference(&value, &baseline()).unwrap_or_else(|| Value::Object(Map::new()));
    let packed = miniz_oxide::deflate::compress_to_vec(canonical(&different).as_bytes(), 9);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(packed))
}

/// Reads a link, its fragment, or a whole URL with one.
///
/// # Errors
/// A sentence when the text is no link of a known version, is damaged or holds more than [`limits`] allow.
pub fn decode(text: &str) -> Result<Read, String> {
    let fragment = text.trim().rsplit('#').next().unwrap_or_default();
    let Some(packed) = fragment.strip_prefix(PREFIX) else {
        return Err(match fragment.split_once(':') {
            Some((version, _)) if version.starts_with('v') && version.len() < 6 => {
                format!(
                    "This link is of version {version}; this Slipway reads v1. It may need a newer Slipway."
                )
            }
            Some(_) | None => "This is not a Slipway link: it has no #v1: part.".to_owned(),
        });
    };
    let damaged = || "This link is damaged: part of it may be missing. Copy it again.".to_owned();
    let packed = URL_SAFE_NO_PAD.decode(packed.trim_end_matches('=')).map_err(|_| damaged())?;
    let json = decompress_to_vec_with_limit(&packed, limits::LINK).map_err(|error| {
        if error.status == TINFLStatus::HasMoreOutput {
            return TOO_LARGE.to_owned();
        }
        damaged()
    })?;
    let written: Value = serde_json::from_slice(&json).map_err(|_| damaged())?;
    if let Some((path, sentence)) = limits::excess(&written) {
        return Err(format!("{TOO_LARGE} {}: {sentence}.", path::shown(path.segments())));
    }
    Ok(config::from_value(overlaid(baseline(), written)))
}

fn baseline() -> Value {
    serde_json::from_str(BASELINE).unwrap_or_default()
}

/// What of `value` is not in `base`; lists and free maps are whole.
fn difference(value: &Value, base: &Value) -> Option<Value> {
    match (value, base) {
        (Value::Object(value), Value::Object(base)) if !base.is_empty() => {
            let changed: Map<String, Value> = value
                .iter()
                .filter_map(|(key, value)| match base.get(key) {
                    Some(base) => difference(value, base).map(|value| (key.clone(), value)),
                    None => Some((key.clone(), value.clone())),
                })
                .collect();
            (!changed.is_empty()).then_some(Value::Object(changed))
        }
        (value, base) => (value != base).then(|| value.clone()),
    }
}

fn overlaid(base: Value, written: Value) -> Value {
    match (base, written) {
        (Value::Object(mut base), Value::Object(written)) => {
            for (key, value) in written {
                let old = base.remove(&key).unwrap_or(Value::Null);
                base.insert(key, overlaid(old, value));
            }
            Value::Object(base)
        }
        (_, written) => written,
    }
}

/// JSON with sorted keys, whatever order the map type keeps.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            let fields =
                entries.into_iter().map(|(k, v)| format!("{}:{}", Value::from(k.as_str()), canonical(v)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}
