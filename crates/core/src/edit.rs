//! Setting one field of a configuration by its path: fixes, and the form.

use serde_json::Value;

use crate::config::{self, Config};
use crate::finding::Fix;
use crate::path::{Path, Segment};

/// The configuration after a fix.
#[must_use]
pub fn apply(config: &Config, fix: &Fix) -> Config {
    let mut value = serde_json::to_value(config).unwrap_or_default();
    for edit in &fix.edits {
        set(&mut value, &edit.path, edit.value.clone());
    }
    config::from_value(value).config
}

/// The value at a path such as `instance.env[0].name`.
#[must_use]
pub fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.parse::<Path>().ok()?.find(value)
}

/// Sets an existing field; false when the path leads nowhere.
pub fn set(value: &mut Value, path: &str, new: Value) -> bool {
    let Ok(path) = path.parse::<Path>() else { return false };
    match find_mut(value, path.segments()) {
        Some(place) => {
            *place = new;
            true
        }
        None => false,
    }
}

/// The place at a path, if the document has it.
pub(crate) fn find_mut<'a>(value: &'a mut Value, segments: &[Segment]) -> Option<&'a mut Value> {
    segments.iter().try_fold(value, |value, segment| match segment {
        Segment::Key(key) => value.as_object_mut()?.get_mut(key),
        Segment::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}
