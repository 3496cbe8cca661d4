//! Pods: the status column says what kubectl says (`printPod`).

use serde_json::{Value, json};

use super::{Column, Printer, age};
use crate::object;

/// The pod printer.
pub(crate) fn printer() -> Printer<'static> {
    let names = [
        ("Name", 0),
        ("Ready", 0),
        ("Status", 0),
        ("Restarts", 0),
        ("Age", 0),
        ("IP", 1),
        ("Node", 1),
        ("Nominated Node", 1),
        ("Readiness Gates", 1),
    ];
    Printer {
        columns: names.iter().map(|(name, priority)| Column::new(name, *priority)).collect(),
        cells: Box::new(cells),
    }
}

fn cells(pod: &Value) -> Vec<Value> {
    let summary = Summary::of(pod);
    let or_none = |pointer: &str| match object::text(pod, pointer) {
        "" => "<none>".to_owned(),
        text => text.to_owned(),
    };
    vec![
        json!(object::name(pod)),
        json!(format!("{}/{}", summary.ready, summary.total)),
        json!(summary.reason),
        json!(summary.restarts()),
        json!(age::of(pod)),
        json!(or_none("/status/podIP")),
        json!(or_none("/spec/nodeName")),
        json!("<none>"),
        json!("<none>"),
    ]
}

struct Summary {
    reason: String,
    ready: usize,
    total: usize,
    restarts: i64,
    last_restart: String,
}

impl Summary {
    fn of(pod: &Value) -> Self {
        let is_sidecar = |it: &&Value| object::text(it, "/restartPolicy") == "Always";
        let sidecars = object::items(pod, "/spec/initContainers").iter().filter(is_sidecar).count();
        let own = object::text(pod, "/status/reason");
        let phase = object::text(pod, "/status/phase");
        let mut summary = Self {
            reason: if own.is_empty() { phase } else { own }.to_owned(),
            ready: 0,
            total: object::items(pod, "/spec/containers").len() + sidecars,
            restarts: 0,
            last_restart: String::new(),
        };
        let initializing = summary.read_init(pod);
        if !initializing || condition(pod, "Initialized") {
            summary.read_main(pod);
        }
        if object::deleting(pod) && !matches!(phase, "Succeeded" | "Failed") {
            summary.reason = "Terminating".to_owned();
        }
        summary
    }

    /// Reads the init containers; true when the pod is still initializing.
    fn read_init(&mut self, pod: &Value) -> bool {
        let specs = object::items(pod, "/spec/initContainers");
        let mut sidecar_restarts = 0;
        for (index, status) in object::items(pod, "/status/initContainerStatuses").iter().enumerate() {
            let sidecar = specs.get(index).is_some_and(|it| object::text(it, "/restartPolicy") == "Always");
            self.count_restarts(status);
            if sidecar {
                sidecar_restarts += object::number(status, "/restartCount").unwrap_or_default();
            }
            if object::number(status, "/state/terminated/exitCode") == Some(0) {
                continue;
            }
            if sidecar && object::flag(status, "/started") {
                self.ready += usize::from(object::flag(status, "/ready"));
                continue;
            }
            self.reason = match stopped(status) {
                Some(reason) if reason != "PodInitializing" => format!("Init:{reason}"),
                _ => format!("Init:{index}/{}", specs.len()),
            };
            return true;
        }
        // The restarts of init containers that are done no longer count.
        self.restarts = sidecar_restarts;
        false
    }

    fn read_main(&mut self, pod: &Value) {
        let mut running = false;
        for status in object::items(pod, "/status/containerStatuses").iter().rev() {
            self.count_restarts(status);
            if let Some(reason) = stopped(status) {
                self.reason = reason;
            } else if object::flag(status, "/ready") && status.pointer("/state/running").is_some() {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" && running {
            self.reason = if condition(pod, "Ready") { "Running" } else { "NotReady" }.to_owned();
        }
    }

    fn count_restarts(&mut self, status: &Value) {
        self.restarts += object::number(status, "/restartCount").unwrap_or_default();
        let finished = object::text(status, "/lastState/terminated/finishedAt");
        if finished > self.last_restart.as_str() {
            self.last_restart = finished.to_owned();
        }
    }

    fn restarts(&self) -> String {
        if self.restarts == 0 || self.last_restart.is_empty() {
            return self.restarts.to_string();
        }
        format!("{} ({} ago)", self.restarts, age::since(&self.last_restart))
    }
}

/// Why a container does not run: the reason of its state, or its exit.
fn stopped(status: &Value) -> Option<String> {
    let reason = |state: &str| match object::text(status, &format!("/state/{state}/reason")) {
        "" => None,
        reason => Some(reason.to_owned()),
    };
    if status.pointer("/state/terminated").is_none() {
        return reason("waiting");
    }
    let by_exit = || match object::number(status, "/state/terminated/signal") {
        Some(signal) if signal != 0 => format!("Signal:{signal}"),
        _ => format!("ExitCode:{}", object::number(status, "/state/terminated/exitCode").unwrap_or_default()),
    };
    Some(reason("terminated").unwrap_or_else(by_exit))
}

fn condition(pod: &Value, kind: &str) -> bool {
    let conditions = object::items(pod, "/status/conditions").iter();
    conditions.clone().any(|it| object::text(it, "/type") == kind && object::text(it, "/status") == "True")
}
