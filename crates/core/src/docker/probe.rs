//! How Kubernetes knows that the daemon is up.

use k8s_openapi::api::core::v1::{ExecAction, Probe, TCPSocketAction};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::config::{ProbeKind, StartupProbe};
use crate::finding::Finding;
use crate::plan::Report;

/// Where the daemon listens.
#[derive(Clone, Debug, Default)]
pub(super) struct Endpoint {
    pub(super) port: Option<u16>,
    /// Only on 127.0.0.1.
    pub(super) loopback: bool,
    /// Path of its Unix socket.
    pub(super) socket: String,
}

const KIND: &str = "image.docker.daemon.startupProbe.kind";

pub(super) fn plan(settings: &StartupProbe, endpoint: &Endpoint, report: &mut Report) -> Option<Probe> {
    check_times(settings, report);
    let mut probe = Probe {
        initial_delay_seconds: Some(settings.initial_delay_seconds).filter(|s| *s > 0).and_then(seconds),
        period_seconds: seconds(settings.period_seconds),
        timeout_seconds: seconds(settings.timeout_seconds),
        failure_threshold: seconds(settings.failure_threshold),
        ..Probe::default()
    };
    match settings.kind {
        ProbeKind::None => {
            let message = "Without a startup probe the agent may start before the daemon answers.";
            report.push(Finding::warning("daemon-probe", KIND, message).fixed_by(
                "Ask docker info",
                KIND,
                "docker-info",
            ));
            return None;
        }
        ProbeKind::DockerInfo => probe.exec = exec(&["docker", "info"]),
        ProbeKind::Stat => probe.exec = exec(&["stat", &endpoint.socket]),
        ProbeKind::TcpSocket => {
            let port = tcp_port(endpoint, report)?;
            probe.tcp_socket = Some(TCPSocketAction { host: None, port: IntOrString::Int(i32::from(port)) });
        }
    }
    Some(probe)
}

fn exec(command: &[&str]) -> Option<ExecAction> {
    Some(ExecAction { command: Some(command.iter().map(|word| (*word).to_owned()).collect()) })
}

fn seconds(value: u32) -> Option<i32> {
    i32::try_from(value).ok()
}

/// The kubelet dials the pod's address, so a daemon on 127.0.0.1 or a socket cannot answer it.
fn tcp_port(endpoint: &Endpoint, report: &mut Report) -> Option<u16> {
    let refused = match endpoint.port {
        Some(port) if !endpoint.loopback => return Some(port),
        Some(_) => {
            "A TCP probe dials the pod's address, and the daemon listens on 127.0.0.1 only: it can never pass."
        }
        None => "A TCP probe needs a TCP port, and this daemon has only a Unix socket.",
    };
    let message = format!("{refused} Ask docker info instead.");
    report.push(Finding::error("daemon-probe-tcp", KIND, message).fixed_by(
        "Ask docker info",
        KIND,
        "docker-info",
    ));
    None
}

fn check_times(settings: &StartupProbe, report: &mut Report) {
    let StartupProbe { kind: _, initial_delay_seconds, period_seconds, timeout_seconds, failure_threshold } =
        settings;
    let fields = [
        ("periodSeconds", *period_seconds, 1),
        ("timeoutSeconds", *timeout_seconds, 1),
        ("failureThreshold", *failure_threshold, 1),
        ("initialDelaySeconds", *initial_delay_seconds, 0),
    ];
    for (field, value, least) in fields {
        if value < least || i32::try_from(value).is_err() {
            let path = format!("image.docker.daemon.startupProbe.{field}");
            report.error("daemon-probe-time", path, format!("This is a whole number from {least}."));
        }
    }
    let total = u64::from(*period_seconds) * u64::from(*failure_threshold);
    if settings.kind != ProbeKind::None && (1..30).contains(&total) {
        let path = "image.docker.daemon.startupProbe.failureThreshold";
        let message = format!(
            "The daemon has {total} s to start; making TLS keys on a busy node takes longer. Give it 120 s."
        );
        report.warning("daemon-probe-short", path, message);
    }
}
