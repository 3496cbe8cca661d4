//! Pods that were not recorded, and what was seen of them.

use serde_json::{Value, json};

use super::common::Case;

pub(super) fn pod_event(reason: &str, message: &str, field_path: &str) -> Value {
    let object = json!({"kind": "Pod", "name": "p", "fieldPath": field_path});
    json!({"reason": reason, "message": message, "count": 1, "involvedObject": object})
}

pub(super) fn claim_event(reason: &str, message: &str) -> Value {
    json!({"reason": reason, "message": message, "count": 2, "involvedObject": {"kind": "PersistentVolumeClaim", "name": "p"}})
}

/// A pod with a daemon beside its agent, both in the state given.
pub(super) fn pod(status: &Value) -> Value {
    json!({"metadata": {"name": "p"}, "spec": {
        "nodeName": "node-1",
        "initContainers": [{"name": "docker", "image": "docker:29-dind", "restartPolicy": "Always",
            "securityContext": {"privileged": true}, "resources": {"limits": {"memory": "256Mi"}}}],
        "containers": [{"name": "agent", "image": "registry.example.com/agent:1"}],
        "volumes": [{"name": "home", "persistentVolumeClaim": {"claimName": "p"}}],
    }, "status": status})
}

/// The same while the agent waits.
pub(super) fn waiting(reason: &str, message: &str) -> Value {
    pod(&json!({"phase": "Pending", "containerStatuses": [
        {"name": "agent", "ready": false, "restartCount": 0, "state": {"waiting": {"reason": reason, "message": message}}}]}))
}

/// The same without a node.
pub(super) fn unscheduled(message: &str) -> Value {
    let condition =
        json!({"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message});
    let mut pod = pod(&json!({"phase": "Pending", "conditions": [condition]}));
    pod["spec"].as_object_mut().unwrap().remove("nodeName");
    pod
}

/// An init container of the daemon's image that runs, and an agent that waits for its end.
pub(super) fn running_init(name: &str, command: &[&str]) -> Value {
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
pub(super) fn running(restarts: u32, ended: Option<&str>) -> Value {
    let last =
        ended.map(|at| json!({"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": at}}));
    let state = json!({"running": {"startedAt": "2026-11-21T12:00:00Z"}});
    pod(&json!({"phase": "Running",
        "initContainerStatuses": [{"name": "docker", "ready": true, "started": true, "restartCount": restarts, "state": state, "lastState": last}],
        "containerStatuses": [{"name": "agent", "ready": true, "started": true, "restartCount": 0, "state": state}]}))
}

pub(super) fn made_up() -> Vec<Case> {
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
pub(super) fn removals() -> Vec<Case> {
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
pub(super) fn nodes() -> Vec<Case> {
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
pub(super) fn claims() -> Vec<Case> {
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
