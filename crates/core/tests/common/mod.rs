//! The recordings, as evidence.

use serde_json::{Value, json};
use slipway_core::diagnosis::Evidence;

/// What is known of one instance, owned.
#[derive(Clone, Default)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) pod: Option<Value>,
    pub(crate) claim: Option<Value>,
    pub(crate) events: Vec<Value>,
    pub(crate) logs: Vec<(String, String)>,
}

impl Case {
    pub(crate) fn evidence(&self, now: i64) -> Evidence<'_> {
        let Self { name: _, pod, claim, events, logs } = self;
        Evidence { pod: pod.as_ref(), claim: claim.as_ref(), events, logs, now }
    }
}

macro_rules! files {
    ($folder:literal, $end:literal, $($name:literal)*) => {
        [$(($name, include_str!(concat!("../recordings/", $folder, "/", $name, $end)))),*]
    };
}

/// Every recorded pod with its events.
pub(crate) fn recorded_pods() -> Vec<Case> {
    let files = files!(
        "pods", ".json",
        "command-not-found" "crash-loop" "done" "failed" "hostpath-socket" "image-invalid" "image-never"
        "image-not-found" "liveness-failing" "nonroot-violation" "oom" "pvc-missing" "pvc-pending"
        "readiness-failing" "running" "secret-missing-env" "secret-missing-volume" "selector" "sidecar-ok"
        "sidecar-oom" "sidecar-tcp-probe" "sidecar-unprivileged" "too-big"
    );
    files.into_iter().map(|(name, text)| recorded_pod(name, text)).collect()
}

fn recorded_pod(name: &str, text: &str) -> Case {
    let recording: Value = serde_json::from_str(text).unwrap();
    let events = recording.as_object().unwrap().iter().filter(|(key, _)| *key != "pod");
    let events = events.flat_map(|(_, events)| events.as_array().unwrap()).map(event).collect();
    Case { name: name.to_owned(), pod: Some(recording["pod"].clone()), events, ..Case::default() }
}

/// The recordings have shortened events; these are whole ones.
fn event(event: &Value) -> Value {
    let (kind, name) = event["object"].as_str().unwrap().split_once('/').unwrap();
    let object = json!({"kind": kind, "name": name, "fieldPath": event["fieldPath"]});
    let mut event = event.clone();
    event["involvedObject"] = object;
    event
}

/// Every recorded watch: the pod's changes in their order.
pub(crate) fn recorded_watches() -> Vec<(&'static str, Vec<Case>)> {
    let files = files!(
        "watch", ".jsonl",
        "crash-loop" "hostpath-socket" "image-not-found" "oom" "readiness-failing" "running"
        "secret-missing-env" "sidecar-ok" "sidecar-oom"
    );
    let pods = recorded_pods();
    let spec = |name| pods.iter().find(|case| case.name == name).and_then(|case| case.pod.clone()).unwrap();
    files
        .into_iter()
        .map(|(name, lines)| (name, lines.lines().map(|line| step(&spec(name), line)).collect()))
        .collect()
}

/// The recorded lines have the status only; the rest is that of the recorded pod, as far as it was known then.
fn step(pod: &Value, line: &str) -> Case {
    let change: Value = serde_json::from_str(line).unwrap();
    let mut pod = pod.clone();
    pod["status"] = change["status"].clone();
    pod["metadata"]["deletionTimestamp"] = change["deletionTimestamp"].clone();
    if pod["status"]["conditions"].is_null() {
        pod["spec"].as_object_mut().unwrap().remove("nodeName");
    }
    Case { pod: Some(pod), ..Case::default() }
}
