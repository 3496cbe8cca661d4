//! What is said of recorded and made-up pods: `data/diagnosis.txt` has every diagnosis, `data/progress.txt` what an
//! instance does along recorded watches. The recordings are of Kubernetes 1.36.3 with Docker 29.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod common;

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
    check(&found.join("\n"), include_str!("data/diagnosis.txt"));
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
    check(&found, include_str!("data/progress.txt"));
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
            include_str!("recordings/errors/psa.json"),
            "pod-security",
            "The namespace enforces the pod security level restricted: it does not allow the privileged container of the Docker daemon.",
        ),
        (
            include_str!("recordings/errors/quota.json"),
            "quota",
            "The cluster refuses to create the pod: failed quota: q: must specify limits.memory for: agent.",
        ),
        (
            include_str!("recordings/errors/priority-missing.json"),
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

fn pod_event(reason: &str, message: &str, field_path: &str) -> Value {
    let object = json!({"kind": "Pod", "name": "p", "fieldPath": field_path});
    json!({"reason": reason, "message": message, "count": 1, "involvedObject": object})
}

fn claim_event(reason: &str, message: &str) -> Value {
    json!({"reason": reason, "message": message, "count": 2, "involvedObject": {"kind": "PersistentVolumeClaim", "name": "p"}})
}

/// A pod with a daemon beside its agent, both in the state given.
fn pod(status: &Value) -> Value {
    json!({"metadata": {"name": "p"}, "spec": {
        "nodeName": "node-1",
        "initContainers": [{"name": "docker", "image": "docker:29-dind", "restartPolicy": "Always",
            "securityContext": {"privileged": true}, "resources": {"limits": {"memory": "256Mi"}}}],
        "containers": [{"name": "agent", "image": "registry.example.com/agent:1"}],
        "volumes": [{"name": "home", "persistentVolumeClaim": {"claimName": "p"}}],
    }, "status": status})
}

/// The same while the agent waits.
fn waiting(reason: &str, message: &str) -> Value {
    pod(&json!({"phase": "Pending", "containerStatuses": [
        {"name": "agent", "ready": false, "restartCount": 0, "state": {"waiting": {"reason": reason, "message": message}}}]}))
}

/// The same without a node.
fn unscheduled(message: &str) -> Value {
    let condition =
        json!({"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message});
    let mut pod = pod(&json!({"phase": "Pending", "conditions": [condition]}));
    pod["spec"].as_object_mut().unwrap().remove("nodeName");
    pod
}

/// An init container of the daemon's image that runs, and an agent that waits for its end.
fn running_init(name: &str, command: &[&str]) -> Value {
    let mut pod = pod(&json!({"phase": "Pending",
        "initContainerStatuses": [{"name": name, "ready": false, "started": true, "restartCount": 0,
            "state": {"running": {"startedAt": "2026-11-21T12:00:00Z"}}}]}));
    let container = &mut pod["spec"]["initContainers"][0];
    container.as_object_mut().unwrap().remove("restartPolicy");
    container["name"] = json!(name);
    container["command"] = json!(command);
    pod
}

/// The same while both run; the daemon was killed before, at `ended`.
fn running(restarts: u32, ended: Option<&str>) -> Value {
    let last =
        ended.map(|at| json!({"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": at}}));
    let state = json!({"running": {"startedAt": "2026-11-21T12:00:00Z"}});
    pod(&json!({"phase": "Running",
        "initContainerStatuses": [{"name": "docker", "ready": true, "started": true, "restartCount": restarts, "state": state, "lastState": last}],
        "containerStatuses": [{"name": "agent", "ready": true, "started": true, "restartCount": 0, "state": state}]}))
}

fn made_up() -> Vec<Case> {
    let pull = |message: &str| {
        let event = pod_event(
            "Failed",
            &format!("Failed to pull image \"registry.example.com/agent:1\": {message}"),
            "spec.containers{agent}",
        );
        (waiting("ImagePullBackOff", "Back-off pulling image \"registry.example.com/agent:1\""), vec![event])
    };
    let pending = json!({"metadata": {"name": "p"}, "status": {"phase": "Pending"}});
    let unbound = "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
    let evicted = |message: &str| pod(&json!({"phase": "Failed", "reason": "Evicted", "message": message}));
    let refused =
        |message: &str| vec![pod_event("FailedCreate", &format!("pods \"p\" is forbidden: {message}"), "")];
    let missing_secret = pod_event(
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
        "",
    );
    let unauthorized =
        pull("failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized");
    let mut with_secret = unauthorized.0.clone();
    with_secret["spec"]["imagePullSecrets"] = json!([{"name": "regcred"}]);
    let mount = |message: &str| {
        vec![pod_event(
            "FailedMount",
            &format!("MountVolume.SetUp failed for volume \"home\" : {message}"),
            "",
        )]
    };
    let creating = || waiting("ContainerCreating", "");
    let logs = |text: &str| vec![("agent".to_owned(), text.to_owned())];
    let lost = json!({"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."});
    let reset =
        "ERROR: write tcp 127.0.0.1:35800->127.0.0.1:2375: write: connection reset by peer\nstep failed";
    let mut stopping = waiting("CrashLoopBackOff", "back-off");
    stopping["metadata"]["deletionTimestamp"] = json!("2026-11-21T12:19:40Z");
    let noise = vec![(
        "docker".to_owned(),
        "cat: /proc/net/ip_tables_names: Permission denied\nmodprobe: FATAL: Module nf_tables not found"
            .to_owned(),
    )];
    let not_found = pull("failed to resolve image: registry.example.com/agent:1: not found");
    let limit = pull(
        "unexpected status: 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit",
    );
    let certificate = pull(
        "failed to do request: Head \"https://registry.example.com/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
    );
    let exited = json!({"name": "agent", "ready": false, "restartCount": 6, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}},
        "lastState": {"terminated": {"reason": "Error", "exitCode": 127, "finishedAt": "2026-11-21T12:19:00Z"}}});
    let crashing = pod(&json!({"phase": "Running", "containerStatuses": [exited]}));
    let case = |name: &str, pod: Option<Value>, events: Vec<Value>| Case {
        name: name.to_owned(),
        pod,
        events,
        ..Case::default()
    };
    vec![
        case("registry refuses without credentials", Some(unauthorized.0), unauthorized.1.clone()),
        case("registry refuses the credentials", Some(with_secret.clone()), unauthorized.1.clone()),
        case("pull secret missing", Some(with_secret), [unauthorized.1, vec![missing_secret]].concat()),
        case("image not in the registry", Some(not_found.0), not_found.1),
        case("registry limits pulls", Some(limit.0), limit.1),
        case("registry not trusted", Some(certificate.0), certificate.1),
        case(
            "key missing for a variable",
            Some(waiting("CreateContainerConfigError", "couldn't find key token in Secret ci/bamboo")),
            vec![],
        ),
        case(
            "config map missing for a variable",
            Some(waiting("CreateContainerConfigError", "configmap \"settings\" not found")),
            vec![],
        ),
        case("config map missing for a volume", Some(creating()), mount("configmap \"settings\" not found")),
        case(
            "key missing for a volume",
            Some(creating()),
            mount("references non-existent secret key: token"),
        ),
        case(
            "volume on another node",
            Some(creating()),
            vec![pod_event(
                "FailedAttachVolume",
                "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node and can't be attached to another",
                "",
            )],
        ),
        case("creating is no failure", Some(creating()), vec![]),
        Case {
            claim: Some(pending.clone()),
            ..case(
                "no storage class",
                Some(unscheduled(unbound)),
                vec![claim_event(
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set",
                )],
            )
        },
        Case {
            claim: Some(pending.clone()),
            ..case(
                "provisioning failed",
                Some(unscheduled(unbound)),
                vec![claim_event(
                    "ProvisioningFailed",
                    "failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted desc = out of space",
                )],
            )
        },
        Case {
            claim: Some(pending),
            ..case(
                "claim waits for its first consumer",
                None,
                vec![claim_event(
                    "WaitForFirstConsumer",
                    "waiting for first consumer to be created before binding",
                )],
            )
        },
        case(
            "taints",
            Some(unscheduled(
                "0/3 nodes are available: 1 node(s) had untolerated taint(s) {node-role.kubernetes.io/control-plane: }, 2 node(s) had untolerated taint {ci: only}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
            )),
            vec![],
        ),
        case(
            "a taint that is not named",
            Some(unscheduled(
                "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
            )),
            vec![],
        ),
        case(
            "cordoned and full",
            Some(unscheduled(
                "0/4 nodes are available: 1 Insufficient memory, 1 Too many pods, 2 node(s) were unschedulable. no new claims to deallocate, preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod.",
            )),
            vec![],
        ),
        case(
            "evicted by its volume",
            Some(evicted("Usage of EmptyDir volume \"docker-data\" exceeds the limit \"10Gi\". ")),
            vec![],
        ),
        case(
            "evicted by the disk",
            Some(evicted(
                "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 9Gi.",
            )),
            vec![],
        ),
        case("node lost", Some(pod(&json!({"phase": "Running", "conditions": [lost]}))), vec![]),
        case(
            "pod security",
            None,
            refused(
                "violates PodSecurity \"baseline:latest\": privileged (container \"docker\" must not set securityContext.privileged=true)",
            ),
        ),
        case(
            "quota",
            None,
            refused(
                "exceeded quota: ci, requested: limits.memory=2Gi, used: limits.memory=7Gi, limited: limits.memory=8Gi",
            ),
        ),
        case(
            "service account missing",
            None,
            refused("error looking up service account ci/builder: serviceaccount \"builder\" not found"),
        ),
        case("runtime class missing", None, refused("pod rejected: RuntimeClass \"sysbox-runc\" not found")),
        Case {
            logs: logs(reset),
            ..case("daemon killed and running again", Some(running(3, Some("2026-11-21T12:10:00Z"))), vec![])
        },
        case("daemon killed yesterday", Some(running(3, Some("2026-11-20T12:10:00Z"))), vec![]),
        Case { logs: logs(reset), ..case("connections cut", Some(running(0, None)), vec![]) },
        Case { logs: noise, ..case("harmless lines", Some(running(0, None)), vec![]) },
        Case {
            logs: logs("+ startup.sh\nsh: startup.sh: not found\n"),
            ..case("crash with a telling log", Some(crashing), vec![])
        },
        case("stopping", Some(stopping), vec![]),
        case("sidecar stripped of its restart policy", Some(running_init("docker", &[])), vec![]),
        case(
            "images being pulled",
            Some(running_init("pull-images", &["sh", "-c", "docker pull x"])),
            vec![],
        ),
    ]
}

/// Pods that were told to go; the first is not late yet.
fn removals() -> Vec<Case> {
    let lost = json!({"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."});
    let ended = json!({"name": "agent", "ready": false, "restartCount": 0,
        "state": {"terminated": {"reason": "Completed", "exitCode": 0, "finishedAt": "2026-11-21T12:18:50Z"}}});
    let held = pod(&json!({"phase": "Succeeded", "containerStatuses": [ended]}));
    let mut silent = running(0, None);
    silent["status"]["conditions"] = json!([lost]);
    let case = |name: &str, mut pod: Value, due: &str, finalizers: &[&str]| {
        pod["metadata"]["deletionTimestamp"] = json!(due);
        pod["metadata"]["finalizers"] = json!(finalizers);
        Case { name: name.to_owned(), pod: Some(pod), ..Case::default() }
    };
    let late = "2026-11-21T12:19:30Z";
    vec![
        case("going", held.clone(), "2026-11-21T12:19:31Z", &["example.com/audit"]),
        case("held by finalizers", held, late, &["example.com/audit", "example.com/billing"]),
        case("going from a lost node", silent, late, &["example.com/audit"]),
        case("going late", running(0, None), late, &[]),
    ]
}

/// Pods whose node was lost once: its event stays for an hour.
fn nodes() -> Vec<Case> {
    let crashing = |ready_since: &str, ended: &str| {
        let end = json!({"reason": "Error", "exitCode": 1, "startedAt": "2026-11-21T11:40:00Z", "finishedAt": ended});
        let waiting = json!({"reason": "CrashLoopBackOff", "message": "back-off 5m0s"});
        pod(&json!({"phase": "Running",
            "conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": ready_since}],
            "containerStatuses": [{"name": "agent", "ready": false, "restartCount": 4, "state": {"waiting": waiting}, "lastState": {"terminated": end}}]}))
    };
    let case = |name: &str, pod: Value, field: &str| {
        let mut event = pod_event("NodeNotReady", "Node is not ready", "");
        event[field] = json!("2026-11-21T12:00:00Z");
        event["metadata"] = json!({"creationTimestamp": "2026-11-21T11:00:00Z"});
        Case { name: name.to_owned(), pod: Some(pod), events: vec![event], ..Case::default() }
    };
    let (before, then, after) = ("2026-11-21T11:50:00Z", "2026-11-21T12:00:00Z", "2026-11-21T12:00:01Z");
    vec![
        case("node lost and silent since", crashing(then, before), "lastTimestamp"),
        case("node lost, and a container ended since", crashing(then, after), "lastTimestamp"),
        case("node lost, and the pod was ready since", crashing(after, before), "eventTime"),
    ]
}

/// Claims that wait for their volumes; all but the last are being provisioned.
fn claims() -> Vec<Case> {
    let pending = json!({"metadata": {"name": "p"}, "status": {"phase": "Pending"}});
    let unbound = "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
    let asked = || {
        claim_event(
            "ExternalProvisioning",
            "Waiting for a volume to be created either by the external provisioner 'csi.example.com' or manually by the system administrator.",
        )
    };
    let mut unseen = unscheduled("");
    unseen["status"]["conditions"] = json!([]);
    let case = |name: &str, pod: Value, events: Vec<Value>| Case {
        name: name.to_owned(),
        pod: Some(pod),
        claim: Some(pending.clone()),
        events,
        ..Case::default()
    };
    let late = |name: &str, claimed: &str, made: &str| {
        let mut pod = unscheduled(unbound);
        pod["metadata"]["creationTimestamp"] = json!(made);
        let mut claim = pending.clone();
        claim["metadata"]["creationTimestamp"] = json!(claimed);
        Case { claim: Some(claim), ..case(name, pod, vec![asked()]) }
    };
    vec![
        late("volume late", "2026-11-21T12:01:00Z", "2026-11-21T12:02:00Z"),
        late("volume asked for just now", "2026-11-20T12:00:00Z", "2026-11-21T12:18:00Z"),
        case("volume being made", unscheduled(unbound), vec![asked()]),
        case("volume being made on the chosen node", unseen, vec![asked()]),
        case(
            "a message of the scheduler that ends oddly",
            unscheduled("0/2 nodes are available: 2 node(s) had volume node affinity conflict. not found"),
            vec![],
        ),
    ]
}
