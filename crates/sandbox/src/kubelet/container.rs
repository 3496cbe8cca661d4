//! One container of a pod: from its image to its end, and again.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use serde_json::Value;
use tokio::time::Instant;

use super::{
    Node, daemon,
    faults::{self, Effect, Exit, PullFailure, Scene, Stage},
    image,
    probe::Probe,
    script,
};
use crate::{
    clock,
    cluster::Cluster,
    events::{Happening, record},
    object, random,
};

const PULL: Duration = Duration::from_millis(350);
const CREATE: Duration = Duration::from_millis(100);
/// Between an exit and the next sign of the container: a restart, or the back-off.
const REST: Duration = Duration::from_secs(1);
/// How often the kubelet looks again at a container that it could not create.
const RESYNC: Duration = Duration::from_secs(10);
const LONGEST_BACK_OFF: u64 = 300;
/// A container that ran this long has proved itself: its next failure starts a new back-off.
const PROVEN: Duration = Duration::from_secs(600);
/// How long a container takes to stop when asked.
const STOP: Duration = Duration::from_millis(300);
/// How long an init container works that does nothing this script knows.
const INIT_WORK: Duration = Duration::from_millis(300);

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
    failures: u32,
    pulls: u32,
    stopping: bool,
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
            failures: 0,
            pulls: 0,
            stopping: false,
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
        while self.is_due(now) {
            self.step_on(context, now, &mut heard);
        }
        heard
    }

    fn is_due(&self, now: Instant) -> bool {
        self.wake().is_some_and(|wake| wake <= now)
    }

    /// When something is due next.
    pub(crate) fn wake(&self) -> Option<Instant> {
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

    /// Gets the image and goes on from there.
    pub(crate) fn begin(&mut self, context: &Context<'_>, now: Instant) {
        match self.fault(context, Stage::Pull) {
            Some(Effect::PullFails(PullFailure::InvalidName(message))) => {
                self.tell(context, true, "InspectFailed", &message);
                self.get_stuck(context, now, "InvalidImageName", message, "InvalidImageName");
            }
            Some(Effect::PullFails(PullFailure::Never(message))) => {
                self.tell(context, true, "ErrImageNeverPull", &message);
                self.get_stuck(context, now, "ErrImageNeverPull", message, "ErrImageNeverPull");
            }
            Some(Effect::PullFails(PullFailure::Registry(error))) => self.pull(context, now, Some(error)),
            _ if self.is_present(context) => {
                let image = self.image();
                let message = format!(
                    "Container image \"{image}\" already present on machine and can be accessed by the pod"
                );
                self.tell(context, false, "Pulled", &message);
                self.create(context, now);
            }
            _ => self.pull(context, now, None),
        }
    }

    /// Images tagged `local` are on every node: they stand for those that were loaded by hand.
    fn is_present(&self, context: &Context<'_>) -> bool {
        let always = object::text(&self.spec, "/imagePullPolicy") == "Always";
        !always && (context.node.has_image(self.image()) || self.image().ends_with(":local"))
    }

    fn pull(&mut self, context: &Context<'_>, now: Instant, failure: Option<String>) {
        self.tell(context, false, "Pulling", &format!("Pulling image \"{}\"", self.image()));
        self.step = Step::Pulling { until: now + context.scale(PULL), failure };
    }

    fn pulled(&mut self, context: &Context<'_>, now: Instant) {
        context.node.keep_image(self.image());
        let took = PULL.as_millis();
        let message = format!(
            "Successfully pulled image \"{}\" in {took}ms ({took}ms including waiting). Image size: 84210688 bytes.",
            self.image()
        );
        self.tell(context, false, "Pulled", &message);
        self.create(context, now);
    }

    fn pull_failed(&mut self, context: &Context<'_>, now: Instant, error: String) {
        self.tell(context, true, "Failed", &format!("Failed to pull image \"{}\": {error}", self.image()));
        self.tell(context, true, "Failed", "Error: ErrImagePull");
        let wait = Duration::from_secs(back_off_seconds(self.pulls));
        self.pulls += 1;
        let back_off_at = Some(now + context.scale(REST));
        self.step = Step::NoImage { error, back_off_at, retry_at: now + context.scale(REST + wait) };
    }

    fn back_off_pull(&mut self, context: &Context<'_>, error: String, retry_at: Instant) {
        self.tell(context, false, "BackOff", &format!("Back-off pulling image \"{}\"", self.image()));
        self.tell(context, true, "Failed", "Error: ImagePullBackOff");
        self.step = Step::NoImage { error, back_off_at: None, retry_at };
    }

    fn get_stuck(
        &mut self,
        context: &Context<'_>,
        now: Instant,
        reason: &'static str,
        message: String,
        error: &str,
    ) {
        self.tell(context, true, "Failed", &format!("Error: {error}"));
        self.step = Step::Stuck { reason, message, retry_at: now + context.scale(RESYNC) };
    }

    fn create(&mut self, context: &Context<'_>, now: Instant) {
        if let Some(Effect::ConfigError(message)) = self.fault(context, Stage::Create) {
            self.get_stuck(context, now, "CreateContainerConfigError", message.clone(), &message);
            return;
        }
        self.step = Step::Creating { until: now + context.scale(CREATE) };
    }

    fn start(&mut self, context: &Context<'_>, now: Instant) {
        self.tell(context, false, "Created", "Container created");
        self.id = format!("containerd://{}", random::hex64());
        if let Some(Effect::StartError(message)) = self.fault(context, Stage::Start) {
            self.start_failed(context, now, message);
            return;
        }
        self.tell(context, false, "Started", "Container started");
        context.cluster.logs.begin(object::uid(context.pod), self.name());
        let lines = script::lines(context.pod, &self.spec).into_iter();
        let exit = self.exit(context);
        let mut run = Running {
            since: now,
            started_at: clock::now(),
            lines: lines.map(|(after, text)| (now + context.scale(after), text)).collect(),
            exit: exit.map(|exit| (now + context.scale(exit.after), exit)),
            probes: Vec::new(),
        };
        match Probe::begin(context, &self.spec, "startupProbe", now) {
            Some(probe) => run.probes.push(probe),
            None => self.has_started(context, &mut run, now),
        }
        self.step = Step::Running(Box::new(run));
    }

    /// How this run will end by itself.
    fn exit(&self, context: &Context<'_>) -> Option<Exit> {
        match self.fault(context, Stage::Run) {
            Some(Effect::Exits(exit)) => Some(exit),
            _ if self.role == Role::Init => Some(Exit::with_code(INIT_WORK, 0)),
            _ => None,
        }
    }

    fn has_started(&mut self, context: &Context<'_>, run: &mut Running, now: Instant) {
        self.started = self.role != Role::Init;
        let others = ["livenessProbe", "readinessProbe"];
        run.probes =
            others.iter().filter_map(|field| Probe::begin(context, &self.spec, field, now)).collect();
        self.ready = self.started && self.spec.get("readinessProbe").is_none();
    }

    fn start_failed(&mut self, context: &Context<'_>, now: Instant, message: String) {
        self.tell(context, true, "Failed", &format!("Error: {message}"));
        let ended = Ended {
            code: 128,
            reason: "StartError".to_owned(),
            message,
            started_at: "1970-01-01T00:00:00Z".to_owned(),
            finished_at: clock::now(),
            id: self.id.clone(),
        };
        self.rest(context, now, ended, true, None);
    }

    fn run_on(&mut self, context: &Context<'_>, now: Instant, mut run: Running, heard: &mut Vec<String>) {
        let uid = object::uid(context.pod);
        while let Some((_, text)) = run.lines.pop_front_if(|(at, _)| *at <= now) {
            context.cluster.logs.write(uid, self.name(), &text);
        }
        if let Some((_, exit)) = run.exit.take_if(|(at, _)| *at <= now) {
            heard.extend(exit.others.clone());
            self.finish(context, now, &run, &exit);
            return;
        }
        if let Some(exit) = self.probe(context, now, &mut run) {
            run.exit = Some((now + context.scale(STOP), exit));
            run.probes.clear();
        }
        self.step = Step::Running(Box::new(run));
    }

    /// Asks the probes that are due; a verdict of death comes back as the exit.
    fn probe(&mut self, context: &Context<'_>, now: Instant, run: &mut Running) -> Option<Exit> {
        let since = run.since;
        let due = run.probes.iter().position(|probe| probe.next <= now)?;
        let probe = run.probes.get_mut(due)?;
        let outcome = probe.advance(context, &self.spec, since, now)?;
        let (field, passing) = (probe.field, probe.passing);
        let kind = kind_of(field);
        if let Some(output) = &outcome.failed {
            self.tell(context, true, "Unhealthy", &format!("{kind} probe failed: {output}"));
        }
        match (field, passing) {
            ("startupProbe", Some(true)) => self.has_started(context, run, now),
            ("readinessProbe", Some(passing)) => self.ready = passing,
            _ => {}
        }
        if field == "readinessProbe" || !outcome.exhausted {
            return None;
        }
        let subject = if self.role == Role::Main { "Container" } else { "Init container" };
        let what = format!("{subject} {} failed {} probe", self.name(), kind.to_lowercase());
        let ending = if self.role == Role::Main { ", will be restarted" } else { "" };
        self.tell(context, false, "Killing", &format!("{what}{ending}"));
        Some(self.killed())
    }

    /// How the container ends when it is told to: a Docker daemon cleanly, anything else by the signal.
    fn killed(&self) -> Exit {
        Exit::with_code(STOP, if daemon::is_daemon(&self.spec) { 0 } else { 137 })
    }

    fn finish(&mut self, context: &Context<'_>, now: Instant, run: &Running, exit: &Exit) {
        let uid = object::uid(context.pod);
        for line in &exit.lines {
            context.cluster.logs.write(uid, self.name(), line);
        }
        context.cluster.logs.end(uid, self.name());
        if let (Some(message), false, true) =
            (exit.probe, self.started, self.spec.get("startupProbe").is_some())
        {
            self.tell(context, true, "Unhealthy", message);
        }
        (self.started, self.ready) = (false, false);
        let ended = Ended {
            code: exit.code,
            reason: exit.reason.to_owned(),
            message: String::new(),
            started_at: run.started_at.clone(),
            finished_at: clock::now(),
            id: self.id.clone(),
        };
        if self.restarts(context, exit.code) {
            self.rest(context, now, ended, false, Some(now.duration_since(run.since)));
        } else {
            self.step = Step::Over(ended);
        }
    }

    fn restarts(&self, context: &Context<'_>, code: i64) -> bool {
        let policy = object::text(context.pod, "/spec/restartPolicy");
        if self.stopping {
            return false;
        }
        match self.role {
            Role::Sidecar => true,
            Role::Init => code != 0 && policy != "Never",
            Role::Main => policy == "Always" || (policy == "OnFailure" && code != 0),
        }
    }

    /// The first restart comes at once, the next after 10, 20, 40 seconds and so on.
    fn rest(
        &mut self,
        context: &Context<'_>,
        now: Instant,
        ended: Ended,
        failed_start: bool,
        ran: Option<Duration>,
    ) {
        if ran.is_some_and(|ran| ran >= context.scale(PROVEN)) {
            self.failures = 0;
        }
        let soon = now + context.scale(REST);
        let back_off = self.failures.checked_sub(1).map(|earlier| (soon, back_off_seconds(earlier)));
        self.failures += 1;
        let wait = back_off.map_or(Duration::ZERO, |(_, seconds)| Duration::from_secs(seconds));
        let restart_at = soon + context.scale(wait);
        self.step = Step::Resting { ended, failed_start, back_off, backing_off: false, restart_at };
    }

    fn tell_back_off(&self, context: &Context<'_>) {
        let message =
            format!("Back-off restarting failed container {} in pod {}", self.name(), full_name(context.pod));
        self.tell(context, true, "BackOff", &message);
    }

    /// Whether there is a run to stop.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.step, Step::Running(_))
    }

    /// Asks the container to stop, because its pod is deleted. One that does not run is over as it is.
    pub(crate) fn stop(&mut self, context: &Context<'_>, now: Instant, grace: Duration) {
        if self.stopping {
            return;
        }
        self.stopping = true;
        match &mut self.step {
            Step::Running(run) => {
                let code = if daemon::is_daemon(&self.spec) { 0 } else { 143 };
                let at = now + context.scale(STOP.min(grace));
                run.exit = Some((at, Exit::with_code(STOP, code)));
                run.probes.clear();
                self.tell(context, false, "Killing", &format!("Stopping container {}", self.name()));
            }
            Step::Resting { ended, .. } => self.step = Step::Over(ended.clone()),
            Step::Idle
            | Step::Pulling { .. }
            | Step::NoImage { .. }
            | Step::Stuck { .. }
            | Step::Creating { .. }
            | Step::Over(_) => {}
        }
    }

    /// The image as the status shows it: in full once the container has run.
    pub(crate) fn shown_image(&self) -> (String, String) {
        if self.id.is_empty() {
            return (self.image().to_owned(), String::new());
        }
        let full = image::Reference::parse(self.image()).map_or(self.image().to_owned(), |it| it.to_string());
        let id = image::id(&full);
        (full, id)
    }
}

fn kind_of(field: &str) -> &'static str {
    match field {
        "startupProbe" => "Startup",
        "livenessProbe" => "Liveness",
        _ => "Readiness",
    }
}

fn back_off_seconds(earlier: u32) -> u64 {
    10_u64.saturating_mul(2_u64.saturating_pow(earlier)).min(LONGEST_BACK_OFF)
}

/// `name_namespace(uid)`, as the kubelet names a pod.
pub(crate) fn full_name(pod: &Value) -> String {
    format!("{}_{}({})", object::name(pod), object::namespace(pod), object::uid(pod))
}
