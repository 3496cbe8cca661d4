//! The pod status that follows from what its containers do.

use serde_json::{Value, json};

use super::{
    container::{Container, Ended, Role, Step, full_name},
    pod_run::PodRun,
};
use crate::{clock, node, object};

/// Writes `status` of a pod.
pub(crate) fn write(pod: &mut Value, run: &PodRun) {
    if run.is_being_evicted() {
        return;
    }
    let end = phase(pod, run);
    let conditions = conditions(pod, run, end);
    // The conditions tell of the end at once, the phase when everything is taken down.
    let goes = matches!(end, "Succeeded" | "Failed") && run.is_coming_down() && !object::deleting(pod);
    let phase = if goes { "Running" } else { end };
    let generation = object::at(pod, "/metadata/generation").clone();
    let init: Vec<Value> =
        run.containers.iter().filter(|it| it.role != Role::Main).map(|it| container(pod, run, it)).collect();
    let mut main: Vec<Value> =
        run.containers.iter().filter(|it| it.role == Role::Main).map(|it| container(pod, run, it)).collect();
    main.sort_by(|left, right| object::text(left, "/name").cmp(object::text(right, "/name")));
    let mut fields = vec![
        ("phase", json!(phase)),
        ("conditions", json!(conditions)),
        ("observedGeneration", generation),
        ("hostIP", json!(node::ADDRESS)),
        ("hostIPs", json!([{ "ip": node::ADDRESS }])),
        ("startTime", json!(run.start_time)),
        ("containerStatuses", json!(main)),
    ];
    if !init.is_empty() {
        fields.push(("initContainerStatuses", json!(init)));
    }
    if let Some(message) = run.evicted() {
        fields.extend([("reason", json!("Evicted")), ("message", json!(message))]);
    }
    if !run.address.is_empty() {
        fields.push(("podIP", json!(run.address)));
        fields.push(("podIPs", json!([{ "ip": run.address }])));
    }
    for (field, value) in fields {
        object::put(pod, &format!("/status/{field}"), value);
    }
}

/// `getPhase` of the kubelet.
fn phase(pod: &Value, run: &PodRun) -> &'static str {
    let policy = object::text(pod, "/spec/restartPolicy");
    if run.failed_init() || run.evicted().is_some() {
        return "Failed";
    }
    if !is_initialized(run) && !run.is_over() {
        return if object::deleting(pod) { was(pod) } else { "Pending" };
    }
    let mains = || run.containers.iter().filter(|it| it.role == Role::Main);
    let never_ran = |it: &Container| {
        matches!(
            it.step,
            Step::Idle
                | Step::Pulling { .. }
                | Step::NoImage { .. }
                | Step::Stuck { .. }
                | Step::Creating { .. }
        ) && it.last.is_none()
    };
    if mains().any(never_ran) {
        return "Pending";
    }
    if !mains().all(|it| it.over().is_some()) {
        return "Running";
    }
    if !run.is_over() && !object::deleting(pod) {
        return "Running";
    }
    let failed = mains().any(|it| it.over().is_some_and(|ended| ended.code != 0));
    match (failed, policy) {
        (true, _) => "Failed",
        (false, _) => "Succeeded",
    }
}

fn was(pod: &Value) -> &'static str {
    match object::text(pod, "/status/phase") {
        "Running" => "Running",
        "Failed" => "Failed",
        "Succeeded" => "Succeeded",
        _ => "Pending",
    }
}

fn is_initialized(run: &PodRun) -> bool {
    let has_begun = run.containers.iter().any(|it| it.role == Role::Main && !matches!(it.step, Step::Idle));
    has_begun || run.containers.iter().filter(|it| it.role != Role::Main).all(Container::lets_others_start)
}

fn conditions(pod: &Value, run: &PodRun, phase: &str) -> Vec<Value> {
    let incomplete: Vec<&str> = run
        .containers
        .iter()
        .filter(|it| it.role != Role::Main && !it.lets_others_start())
        .map(Container::name)
        .collect();
    let unready: Vec<&str> =
        run.containers.iter().filter(|it| it.role != Role::Init && !it.ready).map(Container::name).collect();
    let over = match phase {
        "Succeeded" => Some("PodCompleted"),
        "Failed" => Some("PodFailed"),
        _ => None,
    };
    let initialized = if is_initialized(run) {
        Verdict {
            holds: true,
            reason: if phase == "Succeeded" { "PodCompleted" } else { "" },
            message: String::new(),
        }
    } else {
        Verdict::missing("ContainersNotInitialized", "containers with incomplete status", &incomplete)
    };
    let ready = match (over, unready.is_empty()) {
        (Some(reason), _) => Verdict { holds: false, reason, message: String::new() },
        (None, true) => Verdict { holds: true, reason: "", message: String::new() },
        (None, false) => Verdict::missing("ContainersNotReady", "containers with unready status", &unready),
    };
    let plain = |holds| Verdict { holds, reason: "", message: String::new() };
    [
        ("PodReadyToStartContainers", plain(run.has_network())),
        ("Initialized", initialized),
        ("Ready", ready.clone()),
        ("ContainersReady", ready),
        ("PodScheduled", plain(true)),
    ]
    .into_iter()
    .map(|(kind, verdict)| condition(pod, kind, &verdict))
    .collect()
}

#[derive(Clone)]
struct Verdict {
    holds: bool,
    reason: &'static str,
    message: String,
}

impl Verdict {
    fn missing(reason: &'static str, what: &str, names: &[&str]) -> Self {
        Self { holds: false, reason, message: format!("{what}: [{}]", names.join(" ")) }
    }
}

/// A condition; its time is that of the last change of its status.
fn condition(pod: &Value, kind: &str, verdict: &Verdict) -> Value {
    let status = if verdict.holds { "True" } else { "False" };
    let known = object::items(pod, "/status/conditions").iter().find(|it| object::text(it, "/type") == kind);
    let unchanged = known.filter(|it| object::text(it, "/status") == status);
    let time =
        unchanged.map_or_else(|| json!(clock::now()), |it| object::at(it, "/lastTransitionTime").clone());
    let mut condition = json!({
        "type": kind, "status": status, "lastProbeTime": null, "lastTransitionTime": time,
        "observedGeneration": object::at(pod, "/metadata/generation"),
    });
    if !verdict.reason.is_empty() {
        object::put(&mut condition, "/reason", verdict.reason.into());
    }
    if !verdict.message.is_empty() {
        object::put(&mut condition, "/message", verdict.message.as_str().into());
    }
    condition
}

fn container(pod: &Value, run: &PodRun, container: &Container) -> Value {
    let (image, image_id) = container.shown_image();
    let (state, last) = states(pod, run, container);
    let mut status = json!({
        "name": container.name(), "image": image, "imageID": image_id, "ready": is_ready(container),
        "started": container.started, "restartCount": container.restarts, "state": state,
        "lastState": last.map_or_else(|| json!({}), |ended| json!({ "terminated": terminated(ended) })),
    });
    if !container.id.is_empty() {
        object::put(&mut status, "/containerID", container.id.as_str().into());
        object::put(&mut status, "/resources", object::at(&container.spec, "/resources").clone());
        if let Some(requests) = container.spec.pointer("/resources/requests") {
            object::put(&mut status, "/allocatedResources", requests.clone());
        }
    }
    status
}

/// An init container that did its work counts as ready.
fn is_ready(container: &Container) -> bool {
    container.ready || (container.role == Role::Init && container.lets_others_start())
}

/// The state, and the end of the run before it.
fn states<'a>(pod: &Value, run: &PodRun, container: &'a Container) -> (Value, Option<&'a Ended>) {
    let last = container.last.as_ref();
    let state = match &container.step {
        Step::Idle | Step::Pulling { .. } | Step::Creating { .. } => waiting(not_yet(run), ""),
        Step::NoImage { error, back_off_at: Some(_), .. } => waiting("ErrImagePull", error),
        Step::NoImage { error, back_off_at: None, .. } => {
            let image = object::text(&container.spec, "/image");
            waiting("ImagePullBackOff", &format!("Back-off pulling image \"{image}\": ErrImagePull: {error}"))
        }
        Step::Stuck { reason, message, .. } => waiting(reason, message),
        Step::Running(running) => json!({ "running": { "startedAt": running.started_at } }),
        Step::Resting { ended, back_off: Some((_, seconds)), backing_off: true, .. } => {
            return (waiting("CrashLoopBackOff", &back_off_message(pod, container, *seconds)), Some(ended));
        }
        Step::Resting { ended, failed_start: true, .. } => {
            return (waiting("RunContainerError", &ended.message), Some(ended));
        }
        Step::Resting { ended, .. } | Step::Over(ended) => json!({ "terminated": terminated(ended) }),
    };
    // Between a back-off and the next run the state goes back to waiting with what came before.
    (state, last)
}

/// In a pod with init containers everything that has not begun waits for the pod.
fn not_yet(run: &PodRun) -> &'static str {
    let has_init = run.containers.iter().any(|it| it.role != Role::Main);
    if has_init { "PodInitializing" } else { "ContainerCreating" }
}

fn back_off_message(pod: &Value, container: &Container, seconds: u64) -> String {
    format!(
        "back-off {} restarting failed container={} pod={}",
        go_duration(seconds),
        container.name(),
        full_name(pod)
    )
}

/// `10s`, `1m20s`, as Go prints durations.
fn go_duration(seconds: u64) -> String {
    if seconds < 60 { format!("{seconds}s") } else { format!("{}m{}s", seconds / 60, seconds % 60) }
}

fn waiting(reason: &str, message: &str) -> Value {
    let mut waiting = json!({ "reason": reason });
    if !message.is_empty() {
        object::put(&mut waiting, "/message", message.into());
    }
    json!({ "waiting": waiting })
}

fn terminated(ended: &Ended) -> Value {
    let mut terminated = json!({
        "exitCode": ended.code, "reason": ended.reason, "startedAt": ended.started_at,
        "finishedAt": ended.finished_at, "containerID": ended.id,
    });
    if !ended.message.is_empty() {
        object::put(&mut terminated, "/message", ended.message.as_str().into());
    }
    terminated
}
