use jiff::Timestamp;
use serde_json::Value;
use slipway_core::api::EventView;

use crate::watch::last;

/// Events as the API shows them, in their order. What an earlier instance of the same name left behind is not about
/// this one, which is there since `created`.
#[must_use]
pub fn events(events: &[Value], created: Option<Timestamp>) -> Vec<EventView> {
    let is_its_own = |event: &&Value| created.zip(last(event)).is_none_or(|(created, last)| last >= created);
    events.iter().filter(is_its_own).map(event).collect()
}

fn event(event: &Value) -> EventView {
    let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let first_of = |paths: &[&str]| paths.iter().map(|path| text(path)).find(|text| !text.is_empty());
    // Writers of the newer API (events.k8s.io) set `eventTime` and `series`, kubelet and scheduler the older fields.
    let first =
        first_of(&["/firstTimestamp", "/eventTime", "/metadata/creationTimestamp"]).unwrap_or_default();
    let last = first_of(&["/series/lastObservedTime", "/lastTimestamp"]).unwrap_or_else(|| first.clone());
    let count =
        ["/series/count", "/count"].iter().find_map(|path| event.pointer(path)?.as_u64()).unwrap_or(1);
    EventView {
        kind: text("/type"),
        reason: text("/reason"),
        message: text("/message"),
        object: object(
            &text("/involvedObject/kind"),
            &text("/involvedObject/name"),
            &text("/involvedObject/fieldPath"),
        ),
        source: first_of(&["/reportingComponent", "/source/component"]).unwrap_or_default(),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        first,
        last,
    }
}

/// `Pod/x`, with the container that a path like `spec.containers{docker}` names.
fn object(kind: &str, name: &str, path: &str) -> String {
    match path.split_once('{').and_then(|(_, rest)| rest.strip_suffix('}')) {
        Some(container) => format!("{kind}/{name} ({container})"),
        None => format!("{kind}/{name}"),
    }
}
