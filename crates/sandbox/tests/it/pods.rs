//! What pods do when nothing is wrong.

use serde_json::{Value, json};

use crate::support::{Cluster, PODS, contains, eventually, pod};

#[tokio::test]
async fn a_pod_is_completed_scheduled_and_runs() {
    let cluster = Cluster::start().await;
    let container = json!({
        "command": ["sleep", "600"], "resources": { "limits": { "cpu": "1", "memory": "1Gi" } },
        "ports": [{ "containerPort": 80 }], "readinessProbe": { "tcpSocket": { "port": 80 } },
    });
    let created = cluster.create(PODS, pod("a", container)).await;
    let expected = json!({
        "metadata": { "generation": 1 },
        "spec": {
            "restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler",
            "terminationGracePeriodSeconds": 30, "enableServiceLinks": true, "securityContext": {}, "priority": 0,
            "serviceAccountName": "default", "serviceAccount": "default", "preemptionPolicy": "PreemptLowerPriority",
            "tolerations": [
                { "key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300 },
                { "key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300 },
            ],
            "containers": [{
                "imagePullPolicy": "IfNotPresent", "terminationMessagePath": "/dev/termination-log",
                "ports": [{ "containerPort": 80, "protocol": "TCP" }],
                "resources": { "requests": { "cpu": "1", "memory": "1Gi" } },
                "readinessProbe": { "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3 },
                "volumeMounts": [{ "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true }],
            }],
        },
        "status": { "phase": "Pending", "qosClass": "Guaranteed" },
    });
    assert!(contains(&created, &expected), "{created:#}");
    let ready = cluster
        .until(&format!("{PODS}/a"), "ready", |it| it["status"]["containerStatuses"][0]["ready"] == true)
        .await;
    assert_eq!(
        (&ready["spec"]["nodeName"], &ready["status"]["phase"]),
        (&json!("sandbox"), &json!("Running"))
    );
    assert!(ready["status"]["podIP"].as_str().is_some_and(|it| it.starts_with("10.244.")), "{ready:#}");
}

/// The phases and container states a pod goes through, each once.
#[tokio::test]
async fn init_containers_run_in_order_and_sidecars_start_first() {
    let cluster = Cluster::start().await;
    let mut body = pod("a", json!({ "command": ["sleep", "600"] }));
    body["spec"]["initContainers"] = json!([
        { "name": "prepare", "image": "busybox:local", "command": ["mkdir", "/work"] },
        { "name": "docker", "image": "docker:dind", "restartPolicy": "Always", "securityContext": { "privileged": true },
          "startupProbe": { "exec": { "command": ["docker", "info"] }, "periodSeconds": 1 } },
        { "name": "pull", "image": "docker:cli", "command": ["docker", "pull", "busybox"] },
    ]);
    let revision = cluster.get(PODS).await["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    cluster.create(PODS, body).await;
    let lines = cluster
        .lines_until(&format!("{PODS}?watch=1&resourceVersion={revision}"), |line| {
            line.contains(r#""phase":"Running""#)
        })
        .await;
    let mut started = Vec::new();
    for line in &lines {
        let status = serde_json::from_str::<Value>(line).unwrap()["object"]["status"].clone();
        for list in ["initContainerStatuses", "containerStatuses"] {
            for container in status[list].as_array().into_iter().flatten() {
                let name = container["name"].as_str().unwrap().to_owned();
                if container["state"]["running"].is_object() && !started.contains(&name) {
                    started.push(name);
                }
            }
        }
    }
    assert_eq!(started, ["prepare", "docker", "pull", "agent"]);
    let running = cluster.get(&format!("{PODS}/a")).await;
    let init = &running["status"]["initContainerStatuses"];
    assert_eq!(
        (&init[0]["state"]["terminated"]["reason"], &init[1]["started"]),
        (&json!("Completed"), &json!(true))
    );
}

#[tokio::test]
async fn a_deleted_pod_stops_its_containers_and_goes() {
    let cluster = Cluster::start().await;
    cluster.create(PODS, pod("a", json!({ "command": ["sleep", "600"] }))).await;
    cluster.until_phase("a", "Running").await;
    let deleted = cluster.send("DELETE", &format!("{PODS}/a"), Value::Null).await.body;
    assert_eq!(
        (&deleted["metadata"]["deletionGracePeriodSeconds"], &deleted["metadata"]["generation"]),
        (&json!(30), &json!(2))
    );
    cluster.until_gone(&format!("{PODS}/a")).await;
    let events = cluster.get("/api/v1/namespaces/default/events").await;
    let killing = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .any(|it| it["reason"] == "Killing" && it["message"] == "Stopping container agent");
    assert!(killing, "{events:#}");
}

#[tokio::test]
async fn a_pod_can_be_replaced_by_one_of_the_same_name() {
    let cluster = Cluster::start().await;
    for round in 0..3 {
        let body = pod("a", json!({ "command": ["sleep", "600"] }));
        let created = eventually(async || {
            Some(cluster.send("POST", PODS, body.clone()).await).filter(|it| it.code == 201)
        })
        .await;
        assert!(created.is_some(), "round {round}");
        cluster.until_phase("a", "Running").await;
        cluster.send("DELETE", &format!("{PODS}/a?gracePeriodSeconds=0"), Value::Null).await;
    }
}

#[tokio::test]
async fn restart_policies_are_respected() {
    let cases = [
        ("Never", json!(["true"]), "Succeeded", 0),
        ("Never", json!(["false"]), "Failed", 0),
        ("OnFailure", json!(["true"]), "Succeeded", 0),
        ("OnFailure", json!(["false"]), "Running", 2),
        ("Always", json!(["true"]), "Running", 2),
    ];
    let cluster = Cluster::start().await;
    for (number, (policy, command, phase, restarts)) in cases.into_iter().enumerate() {
        let name = format!("p{number}");
        let mut body = pod(&name, json!({ "command": command }));
        body["spec"]["restartPolicy"] = json!(policy);
        cluster.create(PODS, body).await;
        let reached =
            |it: &Value| it["status"]["containerStatuses"][0]["restartCount"].as_i64() >= Some(restarts);
        let found = cluster
            .until(&format!("{PODS}/{name}"), "at its phase", |it| {
                it["status"]["phase"] == phase && reached(it)
            })
            .await;
        assert_eq!(found["status"]["phase"], phase, "{policy} {command}");
    }
}

#[tokio::test]
async fn a_pod_waits_for_room_and_takes_it_when_it_comes() {
    let cluster = Cluster::start().await;
    let big = |name: &str| {
        pod(name, json!({ "command": ["sleep", "600"], "resources": { "requests": { "cpu": "5" } } }))
    };
    cluster.create(PODS, big("one")).await;
    cluster.until_phase("one", "Running").await;
    cluster.create(PODS, big("two")).await;
    let message = "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
    cluster
        .until(&format!("{PODS}/two"), "refused", |it| it["status"]["conditions"][0]["message"] == message)
        .await;
    cluster.send("DELETE", &format!("{PODS}/one"), Value::Null).await;
    cluster.until_phase("two", "Running").await;
}

#[tokio::test]
async fn a_missing_secret_that_appears_lets_the_pod_go_on() {
    let cluster = Cluster::start().await;
    let env =
        json!([{ "name": "TOKEN", "valueFrom": { "secretKeyRef": { "name": "late", "key": "token" } } }]);
    cluster.create(PODS, pod("a", json!({ "command": ["sleep", "600"], "env": env }))).await;
    let reason = "/status/containerStatuses/0/state/waiting/reason";
    cluster
        .until(&format!("{PODS}/a"), "stuck", |it| {
            it.pointer(reason) == Some(&json!("CreateContainerConfigError"))
        })
        .await;
    cluster
        .create(
            "/api/v1/namespaces/default/secrets",
            json!({ "metadata": { "name": "late" }, "stringData": { "other": "x" } }),
        )
        .await;
    let message = "couldn't find key token in Secret default/late";
    cluster
        .until(&format!("{PODS}/a"), "without its key", |it| {
            it["status"]["containerStatuses"][0]["state"]["waiting"]["message"] == message
        })
        .await;
    let patch = json!({ "stringData": { "token": "x" } });
    cluster
        .send_as("PATCH", "/api/v1/namespaces/default/secrets/late", "application/merge-patch+json", patch)
        .await;
    cluster.until_phase("a", "Running").await;
}

#[tokio::test]
async fn a_new_image_restarts_the_container() {
    let cases = [
        ("containers", "Container agent definition changed, will be restarted", "Never"),
        ("initContainers", "Init container docker definition changed", "Always"),
    ];
    let cluster = Cluster::start().await;
    for (list, told, policy) in cases {
        let name = list.to_lowercase();
        let mut body = pod(&name, json!({ "command": ["sleep", "600"] }));
        body["spec"]["restartPolicy"] = json!(policy);
        body["spec"]["initContainers"] = json!([
            { "name": "docker", "image": "docker:29-dind", "restartPolicy": "Always", "securityContext": { "privileged": true } },
        ]);
        cluster.create(PODS, body).await;
        let path = format!("{PODS}/{name}");
        let status = format!("/status/{}Statuses/0", list.trim_end_matches('s'));
        let at =
            |pod: &Value, field: &str| pod.pointer(&format!("{status}/{field}")).cloned().unwrap_or_default();
        let before = cluster
            .until(&path, "ready", |pod| pod["status"]["phase"] == "Running" && at(pod, "ready") == true)
            .await;
        let patch =
            json!([{ "op": "replace", "path": format!("/spec/{list}/0/image"), "value": "docker:30-dind" }]);
        let patched = cluster.send_as("PATCH", &path, "application/json-patch+json", patch).await;
        assert_eq!(patched.code, 200, "{}", patched.body);
        let after = cluster
            .until(&path, "restarted", |pod| at(pod, "restartCount") == 1 && at(pod, "ready") == true)
            .await;
        assert_eq!(at(&after, "image"), "docker.io/library/docker:30-dind", "{list}");
        for field in ["imageID", "containerID"] {
            assert_ne!(at(&after, field), at(&before, field), "{list}: {field}");
        }
        assert_eq!(at(&after, "lastState/terminated/containerID"), at(&before, "containerID"), "{list}");
        assert_eq!(after["status"]["podIP"], before["status"]["podIP"], "{list}: the pod stays");
        let events = cluster.get("/api/v1/namespaces/default/events").await;
        let killing = events["items"].as_array().unwrap().iter().find(|it| it["message"] == told);
        assert_eq!(killing.map(|it| &it["reason"]), Some(&json!("Killing")), "{list}: {events:#}");
    }
}

#[tokio::test]
async fn a_new_image_is_pulled_at_once_where_the_old_one_could_not_be() {
    let cluster = Cluster::start().await;
    cluster
        .create(PODS, pod("a", json!({ "image": "busybox:not-found", "command": ["sleep", "600"] })))
        .await;
    let path = format!("{PODS}/a");
    let reason = "/status/containerStatuses/0/state/waiting/reason";
    cluster.until(&path, "backing off", |it| it.pointer(reason) == Some(&json!("ImagePullBackOff"))).await;
    let patch = json!([{ "op": "replace", "path": "/spec/containers/0/image", "value": "busybox:local" }]);
    cluster.send_as("PATCH", &path, "application/json-patch+json", patch).await;
    let running = cluster.until_phase("a", "Running").await;
    assert_eq!(running["status"]["containerStatuses"][0]["restartCount"], 0);
}
