//! What is said of recorded and made-up pods: `data/diagnosis.txt` has every diagnosis, `data/progress.txt` what an
//! instance does along recorded watches. The recordings are of Kubernetes 1.36.3 with Docker 29.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod cases;
#[path = "../common/mod.rs"]
mod common;

use cases::{claims, made_up, nodes, pod_event, removals, running};
use common::{Case, recorded_pods, recorded_watches};
use serde_json::{Value, json};
use slipway_core::api::Current;
use slipway_core::diagnosis::{Diagnosis, diagnose, progress, refusal};

/// 2026-11-21T12:20:00Z, when the recordings were made.
const NOW: i64 = 1_795_263_600;

/// When a step of a watch was: the newest time in its status, all of which are within the same hour.
fn time_of(step: &Case) -> i64 {
    let status = step.pod.as_ref().unwrap()["status"].to_string();
    let times = status.split("2026-11-21T12:").skip(1).map(|rest| rest.split('Z').next().unwrap());
    let Some((minutes, seconds)) = times.max().map(|time| time.split_once(':').unwrap()) else { return NOW };
    NOW + (minutes.parse::<i64>().unwrap() - 20) * 60 + seconds.parse::<i64>().unwrap()
}

fn told(name: &str, diagnosis: Option<&Diagnosis>) -> String {
    let Some(diagnosis) = diagnosis else { return format!("{name}: nothing\n") };
    let Diagnosis { code, sentence, advice, evidence, container, stuck } = diagnosis;
    let about = container.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    let severity = if *stuck { "stuck" } else { "trouble" };
    let evidence: String = evidence.iter().map(|line| format!("  | {line}\n")).collect();
    format!("{name}: {code}{about}, {severity}\n  {sentence}\n  {advice}\n{evidence}")
}

/// Compares with a golden file; what was found is printed whole, to take its place.
fn check(found: &str, golden: &str) {
    let differing = found.lines().zip(golden.lines()).find(|(found, golden)| found != golden);
    assert!(found == golden, "first difference: {differing:#?}\n--- found\n{found}--- end");
}

#[test]
fn every_recorded_and_made_up_failure_is_explained() {
    let cases = recorded_pods().into_iter().chain(made_up()).chain(removals()).chain(nodes()).chain(claims());
    let found: Vec<String> =
        cases.map(|case| told(&case.name, diagnose(&case.evidence(NOW)).as_ref())).collect();
    check(&found.join("\n"), include_str!("../data/diagnosis.txt"));
}

#[test]
fn recorded_watches_show_what_the_instance_does() {
    let mut found = String::new();
    for (name, steps) in recorded_watches() {
        found.push_str(&format!("{name}\n"));
        for step in steps {
            let now = progress(&step.evidence(time_of(&step)));
            let restarts =
                if now.restarts > 0 { format!(", {} restarts", now.restarts) } else { String::new() };
            found.push_str(&format!(
                "  {:?} {}/{}{restarts}: {}\n",
                now.state, now.ready, now.total, now.sentence
            ));
        }
    }
    check(&found, include_str!("../data/progress.txt"));
}

#[test]
fn containers_are_shown_with_their_part_and_state() {
    let case = recorded_pods().into_iter().find(|case| case.name == "sidecar-oom").unwrap();
    let shown = serde_json::to_value(progress(&case.evidence(NOW)).containers).unwrap();
    let message =
        case.pod.as_ref().unwrap()["status"]["initContainerStatuses"][0]["state"]["waiting"]["message"]
            .clone();
    assert_eq!(
        shown,
        json!([
            {"name": "docker", "kind": "sidecar", "image": "docker:dind", "state": "waiting", "reason": "CrashLoopBackOff",
             "message": message, "ready": false, "restarts": 4, "since": "", "lastEnd": "OOMKilled (exit code 137)",
             "memoryLimit": "12Mi", "cpuLimit": ""},
            {"name": "agent", "kind": "main", "image": "agent:local", "state": "waiting", "reason": "PodInitializing",
             "message": "", "ready": false, "restarts": 0, "since": "", "lastEnd": "", "memoryLimit": "", "cpuLimit": ""},
        ])
    );
}

#[test]
fn recorded_refusals_are_explained() {
    for (recording, code, sentence) in [
        (
            include_str!("../recordings/errors/psa.json"),
            "pod-security",
            "The namespace enforces the pod security level restricted: it does not allow the privileged container of the Docker daemon.",
        ),
        (
            include_str!("../recordings/errors/quota.json"),
            "quota",
            "The cluster refuses to create the pod: failed quota: q: must specify limits.memory for: agent.",
        ),
        (
            include_str!("../recordings/errors/priority-missing.json"),
            "priority-class-missing",
            "The cluster refuses to create the pod: no PriorityClass with name nope was found.",
        ),
    ] {
        let status: Value = serde_json::from_str(recording).unwrap();
        check_refusal(status["message"].as_str().unwrap(), code, sentence);
    }
    assert_eq!(refusal("pods \"none\" not found"), None);
}

fn check_refusal(answer: &str, code: &str, sentence: &str) {
    let found = refusal(answer).unwrap();
    assert_eq!((found.code.as_str(), found.sentence.as_str()), (code, sentence));
}

#[test]
fn refusals_that_are_not_about_the_pod_itself_are_explained() {
    check_refusal(
        "Internal error occurred: failed calling webhook \"policy.example.com\": failed to call webhook: Post \"https://policy.ops.svc:443/pods?timeout=10s\": dial tcp 10.96.0.9:443: connect: connection refused",
        "webhook-silent",
        "The admission webhook \"policy.example.com\" of the cluster has to be asked and does not answer: connection refused.",
    );
    check_refusal(
        "persistentvolumeclaims \"p\" is forbidden: exceeded quota: ci, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=4, limited: persistentvolumeclaims=4",
        "quota",
        "The cluster refuses to create the volume claim: exceeded quota: ci, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=4, limited: persistentvolumeclaims=4.",
    );
    check_refusal(
        "pods \"p\" is forbidden: User \"system:serviceaccount:ci:slipway\" cannot patch resource \"pods\" in API group \"\" in the namespace \"ci\"",
        "rights-missing",
        "The account that Slipway's server uses lacks a right: User \"system:serviceaccount:ci:slipway\" cannot patch resource \"pods\" in API group \"\" in the namespace \"ci\".",
    );
    check_refusal(
        "pods \"p\" is forbidden: ",
        "rights-missing",
        "The account that Slipway's server uses lacks a right: it may not create the object.",
    );
}

#[test]
fn a_volume_that_is_being_made_is_waited_for() {
    let made = "The volume is being made";
    let expected = ["The volume claim \"p\" has waited for its volume for 18 minutes.", made, made, made];
    for (case, expected) in claims().into_iter().zip(expected) {
        let now = progress(&case.evidence(NOW));
        assert_eq!((now.state, now.sentence.as_str()), (Current::Deploying, expected), "{}", case.name);
    }
}

#[test]
fn a_crash_is_forgotten_while_the_container_runs_again() {
    let mut case = Case { pod: Some(running(3, Some("2026-11-21T11:59:30Z"))), ..Case::default() };
    case.pod.as_mut().unwrap()["status"]["initContainerStatuses"][0]["lastState"]["terminated"]["reason"] =
        json!("Error");
    // Both run since 12:00.
    let check = |seconds: i64, state: Current, code: Option<&str>| {
        let now = progress(&case.evidence(NOW - 1200 + seconds));
        let found = now.diagnosis.map(|diagnosis| diagnosis.code);
        assert_eq!((now.state, found.as_deref()), (state, code), "after {seconds} seconds");
    };
    check(60, Current::Error, Some("crash-loop"));
    check(61, Current::Active, Some("crash-loop"));
    check(3570, Current::Active, Some("crash-loop"));
    check(3571, Current::Active, None);
}

#[test]
fn an_instance_without_a_pod_waits_for_it() {
    let now = progress(&Case::default().evidence(NOW));
    assert_eq!((now.sentence.as_str(), now.ready, now.total), ("Waiting for its pod", 0, 0));
}

#[test]
fn a_pull_is_named_while_it_lasts() {
    let mut case = recorded_pods().into_iter().find(|case| case.name == "sidecar-ok").unwrap();
    let pod = case.pod.as_mut().unwrap();
    let waiting = json!({"name": "docker", "ready": false, "restartCount": 0, "state": {"waiting": {"reason": "PodInitializing"}}});
    pod["status"]["phase"] = json!("Pending");
    pod["status"]["initContainerStatuses"] = json!([waiting]);
    pod["status"]["containerStatuses"] = json!([]);
    case.events = vec![pod_event("Pulling", "Pulling image \"docker:dind\"", "spec.initContainers{docker}")];
    assert_eq!(progress(&case.evidence(NOW)).sentence, "Pulling image docker:dind for container docker");
    case.events.push(pod_event("Pulled", "Successfully pulled image", "spec.initContainers{docker}"));
    assert_eq!(progress(&case.evidence(NOW)).sentence, "Starting container docker");
}
