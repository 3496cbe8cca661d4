//! Events.

use serde_json::Value;

use super::super::cause::shortened;
use super::super::time;
use super::count;
use crate::read::{dig, get, text};

/// One event, as often as it happened.
pub(in crate::diagnosis) struct Event<'a> {
    pub(in crate::diagnosis) reason: &'a str,
    pub(in crate::diagnosis) message: &'a str,
    pub(in crate::diagnosis) count: u32,
    /// Kind of the object it is about.
    pub(in crate::diagnosis) kind: &'a str,
    /// When it last happened, in seconds since 1970.
    pub(in crate::diagnosis) at: Option<i64>,
    field_path: &'a str,
}

impl<'a> Event<'a> {
    pub(super) fn new(event: &'a Value) -> Self {
        let about =
            |field| dig(event, &["involvedObject", field]).and_then(Value::as_str).unwrap_or_default();
        let series = get(event, "series").map(|series| count(series, "count")).unwrap_or_default();
        Self {
            reason: text(event, "reason"),
            message: text(event, "message"),
            count: count(event, "count").max(series).max(1),
            kind: about("kind"),
            at: last(event),
            field_path: about("fieldPath"),
        }
    }

    /// Whether it is about that container: its field path is `spec.containers{agent}`.
    pub(in crate::diagnosis) fn is_about(&self, container: &str) -> bool {
        self.field_path
            .strip_suffix('}')
            .and_then(|path| path.split_once('{'))
            .is_some_and(|(_, name)| name == container)
    }

    /// As evidence.
    pub(in crate::diagnosis) fn quoted(&self) -> String {
        let times = if self.count > 1 { format!(" ({} times)", self.count) } else { String::new() };
        format!("event {}{times}: {}", self.reason, shortened(self.message))
    }
}

/// Writers of the newer API (events.k8s.io) set `eventTime` and `series`, kubelet and controllers the older fields.
fn last(event: &Value) -> Option<i64> {
    let times: [&[&str]; 4] = [
        &["series", "lastObservedTime"],
        &["lastTimestamp"],
        &["eventTime"],
        &["metadata", "creationTimestamp"],
    ];
    times.iter().find_map(|path| time::unix_seconds(dig(event, path)?.as_str()?))
}
