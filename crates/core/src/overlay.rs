//! The overlays: YAML snippets merged into the generated pod, the image's before the instance's.

mod quantities;
mod relocate;
mod reserved;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use reserved::RESERVED;

use crate::config::Config;
use crate::finding::{self, Finding, Position};
use crate::merge;
use crate::path::{Path, Segment};
use crate::schema;
use crate::validate::Kind;
use crate::yaml::{self, Limits};

/// The finding about a sidecar's snippet under `containers`.
pub(crate) const SIDECAR_UNDER_CONTAINERS: &str = "overlay-sidecar";

/// Containers whose move is offered: each is a text of its own.
const MOST_MOVES: usize = 3;

/// What items of a pod's lists are merged by, the narrower before the wider.
const KEYS: [&str; 5] = ["mountPath", "devicePath", "containerPort", "name", "ip"];

/// One overlay that was read.
pub(crate) struct Patch {
    /// The field it stands in.
    pub(crate) field: &'static str,
    pub(crate) text: String,
    pub(crate) value: Value,
}

/// Reads both overlays; `None` when one cannot be read.
pub(crate) fn patches(config: &Config, findings: &mut Vec<Finding>) -> Option<Vec<Patch>> {
    let image = read("image.overlay", &config.image.overlay, findings);
    let instance = read("instance.overlay", &config.instance.overlay, findings);
    Some(image?.into_iter().chain(instance?).collect())
}

/// `None` when the text is not a snippet, `Some(None)` when there is nothing in it.
fn read(field: &'static str, text: &str, findings: &mut Vec<Finding>) -> Option<Option<Patch>> {
    let value = match yaml::read(text, &Limits::overlay()) {
        Ok(value) => value,
        Err(error) => {
            // Where the whole text is meant, there is no place.
            let position = Some(Position { line: error.line, column: error.column }).filter(|at| at.line > 0);
            findings.push(Finding::error("overlay-syntax", field, error.message).positioned(position));
            return None;
        }
    };
    match value {
        Value::Null => Some(None),
        Value::Object(_) => Some(Some(Patch { field, text: text.to_owned(), value })),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            let message = "An overlay is a mapping of pod spec fields, e.g. containers: or nodeSelector:.";
            let position = Some(Position { line: 1, column: 1 });
            findings.push(Finding::error("overlay-shape", field, message).positioned(position));
            None
        }
    }
}

/// Merges the overlays into the pod, one after the other, amounts as the API server writes them; `None` when one cannot
/// be merged.
pub(crate) fn merge(pod: &Value, patches: &[Patch], findings: &mut Vec<Finding>) -> Option<Value> {
    let mut merged = pod.clone();
    for patch in patches {
        match merge::overlay(&merged, &patch.value) {
            Ok(value) => {
                sidecar_under_containers(&merged, &value, patch, findings);
                reserved::check(&merged, &value, patch, findings);
                merged = value;
            }
            Err(error) => {
                let position = yaml::locate(&patch.text, &error.path);
                let message = unmergeable(&error.message);
                findings.push(Finding::error("overlay-merge", patch.field, message).positioned(position));
                return None;
            }
        }
    }
    if !patches.is_empty() {
        quantities::canonical(schema::root(Kind::Pod), &mut merged);
    }
    Some(merged)
}

/// The API server's own words, and what to do about the usual mistake.
fn unmergeable(message: &str) -> String {
    let remedy = match message.rsplit_once("declared merge key: ") {
        Some((_, key)) => format!(" Give the item its {key}, so that it is known which one is meant."),
        None => String::new(),
    };
    format!("This cannot be merged into the pod: {}.{remedy}", finding::shown(message))
}

/// Every recipe on the web patches the daemon under `containers`. Where it is a native sidecar that adds a second,
/// broken container instead: the name is under `initContainers`.
fn sidecar_under_containers(pod: &Value, merged: &Value, patch: &Patch, findings: &mut Vec<Finding>) {
    let sidecars = names_in(pod.pointer("/spec/initContainers"));
    let (root, spec) = spec_of(&patch.value);
    let containers = root.join("containers");
    let there = names_in(spec.get("initContainers"));
    let added = names_in(spec.get("containers")).into_iter().filter(|(name, index)| {
        let is_directive = |item: &Value| item.get("$patch").is_some();
        sidecars.contains_key(name) && !containers.join(*index).find(&patch.value).is_some_and(is_directive)
    });
    let mut added: Vec<(&str, usize)> = added.collect();
    added.sort_by_key(|(_, index)| *index);
    let (names, paths): (Vec<&str>, Vec<Path>) =
        added.into_iter().map(|(name, index)| (name, containers.join(index))).unzip();
    let places = yaml::places(&patch.text, &paths.iter().collect::<Vec<_>>());
    let merged = names_in(merged.pointer("/spec/containers"));
    for (number, (name, place)) in names.into_iter().zip(places).enumerate() {
        let message = format!(
            "The container {name} is a native sidecar, so it stands under initContainers; under containers this adds \
             a second, broken container of the same name."
        );
        let at = merged.get(name).copied().unwrap_or_default();
        let finding = Finding::error(SIDECAR_UNDER_CONTAINERS, patch.field, message)
            .seen_at(format!("spec.containers[{at}]"))
            .positioned(place);
        // Two snippets of one container are for their author to join.
        findings.push(if there.contains_key(name) || number >= MOST_MOVES {
            finding
        } else {
            let moved = relocate::relocate(&patch.text, &patch.value, name);
            finding.fixed_by("Move it to initContainers", patch.field, moved)
        });
    }
}

/// The containers of a list by their names, with the first place of each.
fn names_in(list: Option<&Value>) -> BTreeMap<&str, usize> {
    let items = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut names = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(name) = item.get("name").and_then(Value::as_str) {
            names.entry(name).or_insert(index);
        }
    }
    names
}

/// The snippet's pod spec and the path to it: people begin at `spec:` or with its fields.
fn spec_of(snippet: &Value) -> (Path, &Value) {
    match snippet.get("spec") {
        Some(spec) => (Path::root().join("spec"), spec),
        None => (Path::root(), snippet),
    }
}

/// The overlay that wrote a path of the merged pod, and the path within its snippet.
pub(crate) fn origin<'a>(patches: &'a [Patch], pod: &Value, path: &Path) -> Option<(&'a Patch, Path)> {
    patches.iter().rev().find_map(|patch| {
        let nested = merge::begins_at_pod(&patch.value);
        Some((patch, in_snippet(&patch.value, pod, path, nested)?))
    })
}

/// The path within the snippet that wrote `path` of the pod: list items are found by name, not by index.
fn in_snippet(snippet: &Value, pod: &Value, path: &Path, nested: bool) -> Option<Path> {
    let segments = path.segments();
    let segments = if nested { segments } else { segments.strip_prefix(&[Segment::from("spec")])? };
    let mut found = Path::root();
    let mut here = snippet;
    let mut there = Some(if nested { pod } else { pod.get("spec")? });
    for segment in segments {
        // What the pod should have and has not is missing in the snippet as well.
        there = there.and_then(|value| step_into(value, segment));
        let step = same_item(here, segment, there);
        match step.as_ref().and_then(|step| step_into(here, step)) {
            Some(value) => {
                here = value;
                found = found.join(step?);
            }
            None => break,
        }
    }
    // Only the root or a container's name matched: the snippet says nothing about the field itself.
    (found.segments().len() + 1 >= segments.len().max(2)).then_some(found)
}

/// The item of the snippet's list that became `item`: the very same, or the one with its key.
fn same_item(list: &Value, segment: &Segment, item: Option<&Value>) -> Option<Segment> {
    let Value::Array(items) = list else { return Some(segment.clone()) };
    let item = item?;
    let key = KEYS.into_iter().find(|key| item.get(key).is_some());
    let has_key = |other: &Value| key.is_some_and(|key| other.get(key) == item.get(key));
    let index = items.iter().position(|other| other == item).or_else(|| items.iter().position(has_key));
    Some(index?.into())
}

fn step_into<'a>(value: &'a Value, segment: &Segment) -> Option<&'a Value> {
    match segment {
        Segment::Key(key) => value.get(key),
        Segment::Index(index) => value.get(index),
    }
}
