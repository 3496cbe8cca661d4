//! A container: what was asked for and what became of it.

use serde_json::Value;

use super::super::ContainerKind;
use super::super::cause::shortened;
use super::super::time;
use super::count;
use crate::read::{dig, get, int, is_true, list, text, texts};

/// One container of the pod.
pub(in crate::diagnosis) struct Container<'a> {
    pub(in crate::diagnosis) name: &'a str,
    pub(in crate::diagnosis) kind: ContainerKind,
    pub(in crate::diagnosis) spec: &'a Value,
    /// Null before the kubelet has reported.
    pub(in crate::diagnosis) status: &'a Value,
}

/// How a container ended.
#[derive(Clone, Copy)]
pub(in crate::diagnosis) struct Ended<'a> {
    pub(in crate::diagnosis) reason: &'a str,
    pub(in crate::diagnosis) message: &'a str,
    pub(in crate::diagnosis) exit_code: i64,
    pub(in crate::diagnosis) at: &'a str,
}

impl<'a> Container<'a> {
    pub(in crate::diagnosis) fn image(&self) -> &'a str {
        text(self.spec, "image")
    }

    pub(in crate::diagnosis) fn restarts(&self) -> u32 {
        count(self.status, "restartCount")
    }

    pub(in crate::diagnosis) fn is_ready(&self) -> bool {
        is_true(self.status, "ready")
    }

    /// Whether the startup probe has passed; without one, whether it runs.
    pub(in crate::diagnosis) fn is_started(&self) -> bool {
        is_true(self.status, "started")
    }

    pub(in crate::diagnosis) fn is_running(&self) -> bool {
        dig(self.status, &["state", "running"]).is_some()
    }

    /// Reason and message while it waits.
    pub(in crate::diagnosis) fn waiting(&self) -> Option<(&'a str, &'a str)> {
        dig(self.status, &["state", "waiting"]).map(|state| (text(state, "reason"), text(state, "message")))
    }

    pub(in crate::diagnosis) fn is_waiting_for(&self, reason: &str) -> bool {
        self.waiting().is_some_and(|(waiting, _)| waiting == reason)
    }

    /// Since when it runs; empty while it does not.
    pub(in crate::diagnosis) fn running_since(&self) -> &'a str {
        dig(self.status, &["state", "running", "startedAt"]).and_then(Value::as_str).unwrap_or_default()
    }

    /// How it ended, if it has and does not run again.
    pub(in crate::diagnosis) fn ended(&self) -> Option<Ended<'a>> {
        dig(self.status, &["state", "terminated"]).map(ended)
    }

    /// How it ended the last time, be it just now or before its restart.
    pub(in crate::diagnosis) fn last_end(&self) -> Option<Ended<'a>> {
        self.ended().or_else(|| dig(self.status, &["lastState", "terminated"]).map(ended))
    }

    /// When it last started or ended, in seconds since 1970.
    pub(in crate::diagnosis) fn last_change(&self) -> Option<i64> {
        let states = [["state", "running"], ["state", "terminated"], ["lastState", "terminated"]];
        let states = states.iter().filter_map(|path| dig(self.status, path));
        let times = states.flat_map(|state| [text(state, "startedAt"), text(state, "finishedAt")]);
        times.filter_map(time::unix_seconds).max()
    }

    /// How often it has ended so far: the start after the last end is counted as a restart only once it is made.
    pub(in crate::diagnosis) fn ends(&self) -> u32 {
        self.restarts() + u32::from(!self.is_running() && self.last_end().is_some())
    }

    /// Whether nothing has been heard of it but that it is to be created.
    pub(in crate::diagnosis) fn is_being_created(&self) -> bool {
        match self.waiting() {
            Some((reason, _)) => matches!(reason, "" | "ContainerCreating" | "PodInitializing"),
            None => !self.is_running() && self.last_end().is_none(),
        }
    }

    pub(in crate::diagnosis) fn limit(&self, resource: &str) -> &'a str {
        dig(self.spec, &["resources", "limits", resource]).and_then(Value::as_str).unwrap_or_default()
    }

    pub(in crate::diagnosis) fn is_privileged(&self) -> bool {
        get(self.spec, "securityContext").is_some_and(|context| is_true(context, "privileged"))
    }

    /// Whether a Docker daemon runs in it: by its name, its image or what it starts. The daemon's image also has the
    /// client, with which images are pulled before the agent starts.
    pub(in crate::diagnosis) fn is_daemon(&self) -> bool {
        let starts = |field| texts(self.spec, field).first().is_some_and(|first| first.ends_with("dockerd"));
        let command = texts(self.spec, "command").first().copied().unwrap_or_default();
        if matches!(command.rsplit('/').next(), Some("sh" | "docker")) {
            return false;
        }
        let last = self.image().rsplit('/').next().unwrap_or_default();
        let (name, tag) = last.split_once(':').unwrap_or((last, ""));
        matches!(self.name, "docker" | "dind" | "dockerd" | "docker-daemon")
            || (name == "docker" && tag.contains("dind"))
            || name == "dind"
            || starts("args")
            || starts("command")
    }

    /// What to call it in a sentence.
    pub(in crate::diagnosis) fn title(&self) -> String {
        if self.is_daemon() {
            format!("The Docker daemon (container {})", self.name)
        } else {
            format!("Container {}", self.name)
        }
    }

    /// A probe.
    pub(in crate::diagnosis) fn probe(&self, name: &str) -> Option<&'a Value> {
        get(self.spec, name)
    }

    /// Everything it is started with.
    pub(in crate::diagnosis) fn words(&self) -> impl Iterator<Item = &'a str> {
        ["command", "args"].into_iter().flat_map(|field| list(self.spec, field)).filter_map(Value::as_str)
    }

    /// Its state as evidence.
    pub(in crate::diagnosis) fn quoted(&self) -> Vec<String> {
        let restarts = match self.restarts() {
            0 => String::new(),
            1 => ", 1 restart".to_owned(),
            many => format!(", {many} restarts"),
        };
        let waiting = self.waiting().map(|(reason, message)| {
            let message =
                if message.is_empty() { String::new() } else { format!(": {}", shortened(message)) };
            format!("container {} waits{restarts}: {reason}{message}", self.name)
        });
        let end = self.last_end().map(|end| format!("container {} ended: {}", self.name, end.told()));
        waiting.into_iter().chain(end).collect()
    }
}

impl Ended<'_> {
    pub(in crate::diagnosis) fn is_out_of_memory(&self) -> bool {
        self.reason == "OOMKilled"
    }

    /// `OOMKilled (exit code 137)`.
    pub(in crate::diagnosis) fn told(&self) -> String {
        format!("{} (exit code {})", self.reason, self.exit_code)
    }
}

fn ended(state: &Value) -> Ended<'_> {
    Ended {
        reason: text(state, "reason"),
        message: text(state, "message"),
        exit_code: int(state, "exitCode").unwrap_or_default(),
        at: text(state, "finishedAt"),
    }
}
