//! The steps of a start, read from conditions and containers.

use slipway_core::api::{Condition, InstanceView};
use slipway_core::config::DockerMode;
use slipway_core::diagnosis::{ContainerKind, ContainerView};

use crate::lifecycle::Stage;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Its name.
    pub(super) word: &'static str,
    /// How far it is.
    pub(super) progress: Progress,
    /// When it was done, RFC 3339; empty when unknown.
    pub(super) at: String,
    /// What the cluster says of it; may be empty.
    pub(super) told: String,
    /// Whether the cluster says anything about it.
    reported: bool,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Done.
    Done,
    /// The one being waited for.
    UnderWay,
    /// The one it is stuck at.
    Failed,
    /// After the one being waited for.
    Waiting,
}

/// Reasons of a waiting container whose image is there.
const AFTER_THE_PULL: [&str; 5] = [
    "CrashLoopBackOff",
    "CreateContainerError",
    "CreateContainerConfigError",
    "RunContainerError",
    "StartError",
];

/// The steps of the start of `view`.
pub(super) fn steps(view: &InstanceView) -> Vec<Step> {
    let daemon = view.docker_mode.is_some_and(DockerMode::has_daemon);
    let mut steps = vec![
        known("Accepted", Some(accepted(view)), String::new()),
        of_condition("Storage bound", condition(view, "StorageBound")),
        of_condition("Scheduled", condition(view, "Scheduled")),
        images(view),
    ];
    if daemon {
        steps.push(of_condition("Daemon ready", condition(view, "DaemonReady")));
    }
    steps.push(agent(view));
    steps.push(of_condition("Ready", condition(view, "Ready")));
    fill_unreported(&mut steps);
    mark_current(&mut steps, Stage::of(view) == Stage::Error);
    steps
}

/// A step nobody reports on is done when one behind it is. One that is reported not to be done is not, whatever is
/// behind it: a daemon can die after the agent has started.
fn fill_unreported(steps: &mut [Step]) {
    let last_done = steps.iter().rposition(|step| step.progress == Progress::Done).unwrap_or(0);
    for step in steps.iter_mut().take(last_done).filter(|step| !step.reported) {
        step.progress = Progress::Done;
    }
}

/// The first step that is not done is the one being waited for.
fn mark_current(steps: &mut [Step], failed: bool) {
    if let Some(step) = steps.iter_mut().find(|step| step.progress != Progress::Done) {
        step.progress = if failed { Progress::Failed } else { Progress::UnderWay };
    }
}

fn known(word: &'static str, at: Option<String>, told: String) -> Step {
    let progress = if at.is_some() { Progress::Done } else { Progress::Waiting };
    Step { word, progress, at: at.unwrap_or_default(), told, reported: true }
}

/// When this start was asked for, as far as one can know: the instance's making for its first start.
fn accepted(view: &InstanceView) -> String {
    condition(view, "Accepted")
        .filter(|condition| condition.status == "True")
        .map_or_else(|| view.created.clone(), |condition| condition.last_transition_time.clone())
}

fn condition<'a>(view: &'a InstanceView, kind: &str) -> Option<&'a Condition> {
    view.conditions.iter().find(|condition| condition.kind == kind)
}

fn of_condition(word: &'static str, condition: Option<&Condition>) -> Step {
    let done = condition.filter(|condition| condition.status == "True");
    let told = condition.map(|condition| condition.message.clone()).unwrap_or_default();
    let reported = condition.is_some_and(|condition| condition.status != "Unknown");
    Step { reported, ..known(word, done.map(|condition| condition.last_transition_time.clone()), told) }
}

/// Done when no container waits for its image; the moment is that of the first one to start.
fn images(view: &InstanceView) -> Step {
    let pulled = !view.containers.is_empty() && view.containers.iter().all(has_image);
    let first = view
        .containers
        .iter()
        .map(|container| container.since.as_str())
        .filter(|since| !since.is_empty())
        .min();
    let told = view
        .containers
        .iter()
        .filter(|container| !has_image(container))
        .map(|container| container.message.as_str());
    let told = told.filter(|message| !message.is_empty()).collect::<Vec<_>>().join("; ");
    known("Images pulled", pulled.then(|| first.unwrap_or_default().to_owned()), told)
}

fn has_image(container: &ContainerView) -> bool {
    container.state != "waiting" || AFTER_THE_PULL.contains(&container.reason.as_str())
}

/// Done when the last of the plain containers runs.
fn agent(view: &InstanceView) -> Step {
    let main: Vec<_> =
        view.containers.iter().filter(|container| container.kind == ContainerKind::Main).collect();
    let runs = !main.is_empty() && main.iter().all(|container| container.state == "running");
    let last = main.iter().map(|container| container.since.as_str()).max().unwrap_or_default();
    let told = main.iter().map(|container| container.message.as_str()).find(|message| !message.is_empty());
    known("Agent started", runs.then(|| last.to_owned()), told.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use slipway_core::api::{Current, Desired};

    use super::*;
    use crate::pages::instances::sample::view;

    fn container(name: &str, kind: ContainerKind, state: &str, reason: &str, since: &str) -> ContainerView {
        ContainerView {
            name: name.to_owned(),
            kind,
            image: "image".to_owned(),
            state: state.to_owned(),
            reason: reason.to_owned(),
            message: String::new(),
            ready: state == "running",
            restarts: 0,
            since: since.to_owned(),
            last_end: String::new(),
            memory_limit: String::new(),
            cpu_limit: String::new(),
        }
    }

    fn condition(kind: &str, status: &str, time: &str) -> Condition {
        Condition {
            kind: kind.to_owned(),
            status: status.to_owned(),
            reason: String::new(),
            message: String::new(),
            last_transition_time: time.to_owned(),
        }
    }

    fn told(view: &InstanceView) -> String {
        let mark = |step: &Step| match step.progress {
            Progress::Done => '+',
            Progress::UnderWay => '>',
            Progress::Failed => '!',
            Progress::Waiting => '.',
        };
        steps(view).iter().map(mark).collect()
    }

    #[test]
    fn the_first_step_not_done_is_the_current_one() {
        let pulling = |state, reason| {
            let mut one = view("a", Desired::Active, state);
            one.conditions =
                vec![condition("StorageBound", "True", "t1"), condition("Scheduled", "True", "t2")];
            one.containers = vec![
                container("docker", ContainerKind::Sidecar, "running", "", "t3"),
                container("agent", ContainerKind::Main, "waiting", reason, ""),
            ];
            one
        };
        let mut ready = pulling(Current::Active, "");
        ready.conditions.push(condition("DaemonReady", "True", "t4"));
        ready.conditions.push(condition("Ready", "True", "t6"));
        ready.containers[1] = container("agent", ContainerKind::Main, "running", "", "t5");
        let mut daemon_died = ready.clone();
        daemon_died.current = Current::Error;
        daemon_died.conditions[2].status = "False".to_owned();
        daemon_died.conditions[3].status = "False".to_owned();
        let mut standalone = view("a", Desired::Active, Current::Created);
        standalone.docker_mode = Some(DockerMode::None);
        // accepted, storage, scheduled, images, daemon, agent, ready
        let cases = [
            (pulling(Current::Deploying, "PodInitializing"), "+++>..."),
            (pulling(Current::Error, "ImagePullBackOff"), "+++!..."),
            (pulling(Current::Error, "CrashLoopBackOff"), "++++!.."),
            (ready, "+++++++"),
            (daemon_died, "++++!+."),
            (standalone, "+>...."),
        ];
        for (view, expected) in cases {
            assert_eq!(told(&view), expected, "{view:?}");
        }
    }
}
