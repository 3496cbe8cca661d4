//! A run: from the start to the exit, with its lines and probes.

use std::time::Duration;

use tokio::time::Instant;

use super::{Container, Context, Ended, Role, Running, Step, rest::REST};
use crate::{
    clock,
    kubelet::{
        daemon,
        faults::{Effect, Exit, Stage},
        probe::Probe,
        script,
    },
    object, random,
};

/// How long a container takes to stop when asked.
pub(super) const STOP: Duration = Duration::from_millis(300);
/// How long an init container works that does nothing this script knows.
const INIT_WORK: Duration = Duration::from_millis(300);

impl Container {
    pub(super) fn start(&mut self, context: &Context<'_>, now: Instant) {
        self.tell(context, false, "Created", "Container created");
        self.id = format!("containerd://{}", random::hex64());
        self.ran = self.image().to_owned();
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
    pub(super) fn exit(&self, context: &Context<'_>) -> Option<Exit> {
        match self.fault(context, Stage::Run) {
            Some(Effect::Exits(exit)) => Some(exit),
            _ if self.role == Role::Init => Some(Exit::with_code(INIT_WORK, 0)),
            _ => None,
        }
    }

    pub(super) fn has_started(&mut self, context: &Context<'_>, run: &mut Running, now: Instant) {
        self.started = true;
        let others = ["livenessProbe", "readinessProbe"];
        run.probes =
            others.iter().filter_map(|field| Probe::begin(context, &self.spec, field, now)).collect();
        self.ready = self.role != Role::Init && self.spec.get("readinessProbe").is_none();
    }

    pub(super) fn start_failed(&mut self, context: &Context<'_>, now: Instant, message: String) {
        self.tell(context, true, "Failed", &format!("Error: {message}"));
        let ended = Ended {
            code: 128,
            reason: "StartError".to_owned(),
            message,
            started_at: "1970-01-01T00:00:00Z".to_owned(),
            finished_at: clock::now(),
            id: self.id.clone(),
        };
        self.rest(context, now + context.scale(REST), ended, true, None);
    }

    pub(super) fn run_on(
        &mut self,
        context: &Context<'_>,
        now: Instant,
        mut run: Running,
        heard: &mut Vec<String>,
    ) {
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
    pub(super) fn probe(&mut self, context: &Context<'_>, now: Instant, run: &mut Running) -> Option<Exit> {
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

    /// How the container ends when it is told to: a Docker daemon cleanly, a script that listens to the signal by it,
    /// anything else by force.
    pub(super) fn killed(&self) -> Exit {
        let code = match (daemon::is_daemon(&self.spec), script::traps_signals(&self.spec)) {
            (true, _) => 0,
            (false, true) => 143,
            (false, false) => 137,
        };
        Exit { killed: true, ..Exit::with_code(STOP, code) }
    }

    pub(super) fn finish(&mut self, context: &Context<'_>, now: Instant, run: &Running, exit: &Exit) {
        let uid = object::uid(context.pod);
        for line in &exit.lines {
            context.cluster.logs.write(uid, self.name(), line);
        }
        context.cluster.logs.end(uid, self.name());
        if let Some(message) = exit.probe.filter(|_| self.is_probed_at_start(context, now, run)) {
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
        if std::mem::take(&mut self.replacing) && !self.stopping {
            let (back_off, restart_at) = (None, now);
            self.step =
                Step::Resting { ended, failed_start: false, back_off, backing_off: false, restart_at };
        } else if self.restarts(context, exit.code) {
            let after = if exit.killed { Duration::ZERO } else { REST };
            self.rest(context, now + context.scale(after), ended, false, Some(now.duration_since(run.since)));
        } else {
            self.step = Step::Over(ended);
        }
    }

    /// Whether the startup probe looks, or would have before the container ended.
    fn is_probed_at_start(&self, context: &Context<'_>, now: Instant, run: &Running) -> bool {
        let Some(probe) = self.spec.get("startupProbe") else { return false };
        let delay = object::number(probe, "/initialDelaySeconds").and_then(|it| u64::try_from(it).ok());
        let delay = Duration::from_secs(delay.unwrap_or_default());
        !self.started && now.duration_since(run.since) >= context.scale(delay)
    }

    /// Whether there is a run to stop.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.step, Step::Running(_))
    }

    /// Asks the container to stop, because its pod is deleted. One that does not run is over as it is.
    pub(crate) fn stop(&mut self, context: &Context<'_>, now: Instant, grace: Duration) {
        let code = if daemon::is_daemon(&self.spec) { 0 } else { 143 };
        self.end(context, now, grace, code);
    }

    /// Asks the container to stop, because its pod is evicted.
    pub(crate) fn evict(&mut self, context: &Context<'_>, now: Instant, grace: Duration) {
        let code = self.killed().code;
        self.end(context, now, grace, code);
    }

    fn end(&mut self, context: &Context<'_>, now: Instant, grace: Duration, code: i64) {
        if self.stopping {
            return;
        }
        self.stopping = true;
        match &mut self.step {
            Step::Running(run) => {
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
}

fn kind_of(field: &str) -> &'static str {
    match field {
        "startupProbe" => "Startup",
        "livenessProbe" => "Liveness",
        _ => "Readiness",
    }
}
