//! Probes and lifecycle handlers.

use serde_json::Value;

use super::field::Field;
use super::formats::{Told, header_name, port_name, port_number};
use super::report::Report;
use crate::read::{get, int, list, text};

const HANDLERS: [&str; 5] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
const TIMES: [&str; 5] =
    ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

/// The probes and lifecycle of a container that may have them. `grace` is the pod's termination grace period.
pub(super) fn check(report: &mut Report, container: &Value, grace: Option<i64>, at: &Field) {
    if let Some(lifecycle) = get(container, "lifecycle") {
        for name in ["postStart", "preStop"] {
            if let Some(hook) = get(lifecycle, name) {
                handler(report, hook, grace, &at.child("lifecycle").child(name));
            }
        }
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = get(container, name) {
            check_probe(report, name, probe, grace, &at.child(name));
        }
    }
}

/// What a plain init container must not have.
pub(super) fn forbid(report: &mut Report, container: &Value, at: &Field) {
    for name in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
        if get(container, name).is_some() {
            let exact = "may not be set for init containers without restartPolicy=Always";
            let plain = format!(
                "An init container that runs to its end has no {name}: set restartPolicy to Always to make it a sidecar, or remove {name}."
            );
            report.forbidden(&at.child(name), Told::whole(exact, plain));
        }
    }
}

fn check_probe(report: &mut Report, name: &str, probe: &Value, grace: Option<i64>, at: &Field) {
    handler(report, probe, grace, at);
    for field in TIMES {
        let number = int(probe, field).unwrap_or_default();
        if number < 0 {
            report.invalid(&at.child(field), &number, "must be greater than or equal to 0");
        }
    }
    let (period, at_period) =
        (int(probe, "terminationGracePeriodSeconds"), at.child("terminationGracePeriodSeconds"));
    if let Some(seconds) = period.filter(|seconds| *seconds <= 0) {
        report.invalid(&at_period, &seconds, "must be greater than 0");
    }
    let successes = int(probe, "successThreshold").unwrap_or_default();
    if name == "readinessProbe" {
        if let Some(seconds) = period {
            report.invalid(&at_period, &seconds, "must not be set for readinessProbes");
        }
    } else if successes != 1 {
        report.invalid(&at.child("successThreshold"), &successes, "must be 1");
    }
}

fn handler(report: &mut Report, owner: &Value, grace: Option<i64>, at: &Field) {
    let mut count = 0;
    for name in HANDLERS {
        let Some(handler) = get(owner, name) else { continue };
        count += 1;
        if count > 1 {
            let plain = "A probe or hook does one thing: keep one of exec, httpGet, tcpSocket and grpc.";
            report.forbidden(&at.child(name), Told::whole("may not specify more than 1 handler type", plain));
        } else {
            check_handler(report, name, handler, grace, &at.child(name));
        }
    }
    if count == 0 {
        let plain = format!("{} does nothing: give it exec, httpGet, tcpSocket or grpc.", at.leaf());
        report.required(at, Told::whole("must specify a handler type", plain));
    }
}

fn check_handler(report: &mut Report, name: &str, handler: &Value, grace: Option<i64>, at: &Field) {
    match name {
        "exec" => {
            if list(handler, "command").is_empty() {
                report.required(&at.child("command"), Told::new("", "say what to run"));
            }
        }
        "httpGet" => http_get(report, handler, at),
        "sleep" => sleep(report, handler, grace, at),
        _ => port(report, handler, &at.child("port")),
    }
}

fn http_get(report: &mut Report, handler: &Value, at: &Field) {
    port(report, handler, &at.child("port"));
    let scheme = text(handler, "scheme");
    if !["HTTP", "HTTPS"].contains(&scheme) {
        report.not_supported(&at.child("scheme"), scheme, &["HTTP", "HTTPS"]);
    }
    for header in list(handler, "httpHeaders") {
        let name = text(header, "name");
        report.invalid_each(&at.child("httpHeaders"), name, header_name(name));
    }
}

/// A number, or the name of a container's port.
fn port(report: &mut Report, handler: &Value, at: &Field) {
    match get(handler, "port").and_then(Value::as_str) {
        Some(name) => report.invalid_each(at, name, port_name(name)),
        None => {
            let number = int(handler, "port").unwrap_or_default();
            report.invalid_each(at, &number, port_number(number));
        }
    }
}

fn sleep(report: &mut Report, handler: &Value, grace: Option<i64>, at: &Field) {
    let (seconds, Some(grace)) = (int(handler, "seconds").unwrap_or_default(), grace) else { return };
    let zero = report.since(33);
    if seconds > grace || seconds < 0 || (seconds == 0 && !zero) {
        let told = if zero {
            format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})")
        } else {
            format!(
                "must be greater than 0 and less than terminationGracePeriodSeconds ({grace}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep."
            )
        };
        report.invalid(at, &seconds, told);
    }
}
