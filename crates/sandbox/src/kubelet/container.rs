//! One container of a pod: from its image to its end, and again.
//!
//! The steps are in `pull`, `run`, `rest` and `change`; here is where a container can be and what is due next.

mod change;
mod pull;
mod rest;
mod run;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use serde_json::Value;
use tokio::time::Instant;

use super::{
    Node,
    faults::{self, Effect, Exit, Scene, Stage},
    image,
    probe::Probe,
};
use crate::{
    cluster::Cluster,
    events::{Happening, record},
    object,
};

/// What a step looks at.
pub(crate) struct Context<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) node: &'a Arc<Node>,
    pub(crate) pod: &'a Value,
}

impl Context<'_> {
    /// A duration on a real node, at this sandbox's pace.
    pub(crate) fn scale(&self, real: Duration) -> Duration {
        self.cluster.options.pace.scale(real)
    }
}

/// What a container is to its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Runs to its end before the next one starts.
    Init,
    /// An init container that stays: the next one starts when it has started.
    Sidecar,
    Main,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: i64,
    pub(crate) reason: String,
    pub(crate) message: String,
    pub(crate) started_at: String,
    pub(crate) finished_at: String,
    pub(crate) id: String,
}

/// Where a container is.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// It is not its turn.
    Idle,
    Pulling {
        until: Instant,
        failure: Option<String>,
    },
    /// No image: the error, then the back-off, then another try.
    NoImage {
        error: String,
        back_off_at: Option<Instant>,
        retry_at: Instant,
    },
    /// Cannot be created; tried again and again.
    Stuck {
        reason: &'static str,
        message: String,
        retry_at: Instant,
    },
    Creating {
        until: Instant,
    },
    Running(Box<Running>),
    /// Ended, and to be started again.
    Resting {
        ended: Ended,
        failed_start: bool,
        back_off: Option<(Instant, u64)>,
        backing_off: bool,
        restart_at: Instant,
    },
    /// Ended for good.
    Over(Ended),
}

/// A run.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    pub(crate) since: Instant,
    pub(crate) started_at: String,
    exit: Option<(Instant, Exit)>,
    lines: VecDeque<(Instant, String)>,
    probes: Vec<Probe>,
}

/// A container with its history.
#[derive(Debug, Clone)]
pub(crate) struct Container {
    pub(crate) spec: Value,
    pub(crate) role: Role,
    pub(crate) step: Step,
    pub(crate) restarts: u64,
    /// The end of the run before.
    pub(crate) last: Option<Ended>,
    /// The id of the newest run; empty before the first.
    pub(crate) id: String,
    pub(crate) started: bool,
    pub(crate) ready: bool,
    /// The image of the newest run.
    ran: String,
    failures: u32,
    pulls: u32,
    stopping: bool,
    /// The run is being stopped because the container's definition changed.
    replacing: bool,
}

impl Container {
    pub(crate) fn new(spec: &Value, role: Role) -> Self {
        Self {
            spec: spec.clone(),
            role,
            step: Step::Idle,
            restarts: 0,
            last: None,
            id: String::new(),
            started: false,
            ready: false,
            ran: String::new(),
            failures: 0,
            pulls: 0,
            stopping: false,
            replacing: false,
        }
    }

    pub(crate) fn name(&self) -> &str {
        object::text(&self.spec, "/name")
    }

    /// The end, for a container that will not start again.
    pub(crate) fn over(&self) -> Option<&Ended> {
        match &self.step {
            Step::Over(ended) => Some(ended),
            Step::Idle
            | Step::Pulling { .. }
            | Step::NoImage { .. }
            | Step::Stuck { .. }
            | Step::Creating { .. }
            | Step::Running(_)
            | Step::Resting { .. } => None,
        }
    }

    /// Whether it lets the next init container, or the main ones, start.
    pub(crate) fn lets_others_start(&self) -> bool {
        match self.role {
            Role::Init => self.over().is_some_and(|ended| ended.code == 0),
            Role::Sidecar => self.started,
            Role::Main => true,
        }
    }

    /// Moves on as far as time allows. Returns what the pod's other containers write about it.
    pub(crate) fn advance(&mut self, context: &Context<'_>, now: Instant) -> Vec<String> {
        let mut heard = Vec::new();
        self.follow(context, now);
        while self.is_due(now) {
            self.step_on(context, now, &mut heard);
            self.follow(context, now);
        }
        heard
    }

    fn is_due(&self, now: Instant) -> bool {
        self.wake().is_some_and(|wake| wake <= now)
    }

    /// When something is due next.
    pub(crate) fn wake(&self) -> Option<Instant> {
        // Told to stop, it begins nothing more.
        if self.stopping && !self.is_running() {
            return None;
        }
        match &self.step {
            Step::Idle | Step::Over(_) => None,
            Step::Pulling { until, .. } | Step::Creating { until } => Some(*until),
            Step::NoImage { back_off_at, retry_at, .. } => Some(back_off_at.unwrap_or(*retry_at)),
            Step::Stuck { retry_at, .. } => Some(*retry_at),
            Step::Resting { back_off, backing_off, restart_at, .. } => match back_off {
                Some((at, _)) if !backing_off => Some(*at),
                _ => Some(*restart_at),
            },
            Step::Running(run) => {
                let line = run.lines.front().map(|(at, _)| *at);
                let exit = run.exit.as_ref().map(|(at, _)| *at);
                let probe = run.probes.iter().map(|probe| probe.next).min();
                [line, exit, probe].into_iter().flatten().min()
            }
        }
    }

    fn step_on(&mut self, context: &Context<'_>, now: Instant, heard: &mut Vec<String>) {
        match self.step.clone() {
            Step::Idle | Step::Over(_) => {}
            Step::Pulling { failure: None, .. } => self.pulled(context, now),
            Step::Pulling { failure: Some(error), .. } => self.pull_failed(context, now, error),
            Step::NoImage { error, back_off_at: Some(_), retry_at } => {
                self.back_off_pull(context, error, retry_at)
            }
            Step::NoImage { .. } | Step::Stuck { .. } => self.begin(context, now),
            Step::Creating { .. } => self.start(context, now),
            Step::Running(run) => self.run_on(context, now, *run, heard),
            Step::Resting {
                ended,
                failed_start,
                back_off: Some((at, seconds)),
                backing_off: false,
                restart_at,
            } => {
                self.tell_back_off(context);
                let back_off = Some((at, seconds));
                self.step = Step::Resting { ended, failed_start, back_off, backing_off: true, restart_at };
            }
            Step::Resting { ended, .. } => {
                self.last = Some(ended);
                self.restarts += 1;
                self.begin(context, now);
            }
        }
    }

    fn tell(&self, context: &Context<'_>, warning: bool, reason: &str, message: &str) {
        let list = if self.role == Role::Main { "containers" } else { "initContainers" };
        let field = format!("spec.{list}{{{}}}", self.name());
        record(
            context.cluster,
            context.pod,
            &Happening { source: "kubelet", field: &field, warning, reason, message },
        );
    }

    fn fault(&self, context: &Context<'_>, stage: Stage) -> Option<Effect> {
        let scene = Scene { cluster: context.cluster, pod: context.pod, container: &self.spec, probe: "" };
        faults::find(stage, &scene)
    }

    fn image(&self) -> &str {
        object::text(&self.spec, "/image")
    }

    /// The image as the status shows it: the newest run's, in full, once there was one.
    pub(crate) fn shown_image(&self) -> (String, String) {
        if self.id.is_empty() {
            return (self.image().to_owned(), String::new());
        }
        let full = image::Reference::parse(&self.ran).map_or(self.ran.clone(), |it| it.to_string());
        let id = image::id(&full);
        (full, id)
    }
}

/// `name_namespace(uid)`, as the kubelet names a pod.
pub(crate) fn full_name(pod: &Value) -> String {
    format!("{}_{}({})", object::name(pod), object::namespace(pod), object::uid(pod))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_container_that_is_told_to_stop_begins_nothing_more() {
        let now = Instant::now();
        let (error, message) = (String::new(), String::new());
        let steps = [
            Step::Pulling { until: now, failure: None },
            Step::NoImage { error, back_off_at: None, retry_at: now },
            Step::Stuck { reason: "CreateContainerConfigError", message, retry_at: now },
            Step::Creating { until: now },
        ];
        for step in steps {
            let mut container = Container::new(&json!({"name": "agent"}), Role::Main);
            container.step = step;
            assert_eq!(container.wake(), Some(now), "{:?}", container.step);
            container.stopping = true;
            assert_eq!(container.wake(), None, "{:?}", container.step);
        }
    }
}
