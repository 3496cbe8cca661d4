//! `fieldSelector`: equality on fields.

use serde_json::Value;

use crate::{
    object,
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
    /// Parses `metadata.name=a,status.phase!=Failed`. Any field path is accepted; the real server refuses those that
    /// a kind does not index, which no client of ours relies on.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        text.split(',')
            .filter(|part| !part.trim().is_empty())
            .map(requirement)
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Whether an object is selected.
    pub(crate) fn matches(&self, object: &Value) -> bool {
        self.0.iter().all(|it| (shown(object::at(object, &it.pointer)) == it.value) == it.equal)
    }
}

fn requirement(part: &str) -> Result<Requirement> {
    let (path, equal, value) = split(part).ok_or_else(|| {
        ApiError::bad_request(format!("invalid selector: '{part}'; can't understand '{part}'"))
    })?;
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
