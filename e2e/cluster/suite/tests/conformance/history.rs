//! What a watch told, in order and without repetitions: a pod's states, or events.

use serde_json::Value;

/// What has been seen.
#[derive(Debug, Default)]
pub(crate) struct History {
    events: bool,
    seen: Vec<(String, String)>,
}

impl History {
    /// Of a watch of events, or of pods.
    pub(crate) fn new(events: bool) -> Self {
        Self { events, seen: Vec::new() }
    }

    /// Adds what one watch event tells.
    pub(crate) fn add(&mut self, told: &Value) {
        let object = &told["object"];
        let (group, text) = if self.events { event(object) } else { state(object) };
        if !self.seen.iter().any(|(_, it)| *it == text) {
            self.seen.push((group, text));
        }
    }

    /// Whether a text was told.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.seen.iter().any(|(_, it)| it.contains(text))
    }

    /// Everything told; events by who told them, because two tellers do not wait for each other.
    pub(crate) fn write(&self) -> String {
        let mut seen: Vec<&(String, String)> = self.seen.iter().collect();
        seen.sort_by_key(|(group, _)| group.clone());
        seen.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

fn event(event: &Value) -> (String, String) {
    let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let who = text("/reportingComponent");
    let line = format!(
        "{who} {} {} {} {}: {}",
        text("/type"),
        text("/reason"),
        text("/involvedObject/kind"),
        text("/involvedObject/fieldPath"),
        Value::from(text("/message")),
    );
    (who, line)
}

/// A pod's state without times, ids, addresses and counts.
fn state(pod: &Value) -> (String, String) {
    let status = &pod["status"];
    let mut lines = vec![format!(
        "- {} {} {}",
        text(&status["phase"]),
        text(&status["reason"]),
        text(&status["message"])
    )];
    let conditions = status["conditions"].as_array().into_iter().flatten();
    let mut conditions: Vec<String> = conditions
        .map(|it| {
            format!(
                "  {}={} {} {}",
                text(&it["type"]),
                text(&it["status"]),
                text(&it["reason"]),
                text(&it["message"])
            )
        })
        .collect();
    conditions.sort();
    lines.extend(conditions);
    for list in ["initContainerStatuses", "containerStatuses"] {
        for it in status[list].as_array().into_iter().flatten() {
            lines.push(format!("  {} ready={} started={}", text(&it["name"]), it["ready"], it["started"]));
            lines.extend(["state", "lastState"].iter().flat_map(|name| container_state(name, &it[*name])));
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    (String::new(), lines.join("\n"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn container_state(name: &str, state: &Value) -> Option<String> {
    let (kind, fields) = state.as_object()?.iter().next()?;
    let code = fields["exitCode"].as_i64().map(|code| format!(" {code}")).unwrap_or_default();
    let message = fields["message"].as_str().map(|it| format!(": {}", Value::from(it))).unwrap_or_default();
    Some(format!("    {name} {kind} {}{code}{message}", text(&fields["reason"])).trim_end().to_owned())
}

/// Without what differs from node to node: addresses, sizes, durations, the node's own name.
pub(crate) fn plain(text: &str) -> String {
    let patterns = [
        (r"\b10\.[0-9]+\.[0-9]+\.[0-9]+\b", "ADDRESS"),
        (r"172\.31\.[0-9]+\.[0-9]+", "ADDRESS"),
        (r"\bin [0-9.]+(ms|s)( \([0-9.]+(ms|s) including waiting\))?", "in DURATION"),
        (r"Image size: [0-9]+ bytes", "Image size: N bytes"),
        (r"back-off [0-9ms]+ restarting", "back-off N restarting"),
        (
            r"lookup (\S+) on .*?: (no such host|i/o timeout|read: connection refused)",
            "lookup $1 on ADDRESS: NOTHING",
        ),
        // The test cluster's registry has no certificate.
        (r"http://\{registry\}", "https://{registry}"),
        // runc's words, which differ from version to version.
        (r"error during container init: ", ""),
        (r"Successfully assigned (\S+) to [a-z0-9.{}-]+", "Successfully assigned $1 to NODE"),
    ];
    patterns.iter().fold(text.to_owned(), |text, (pattern, name)| {
        regex::Regex::new(pattern).unwrap().replace_all(&text, *name).into_owned()
    })
}
