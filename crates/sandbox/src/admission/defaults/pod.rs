//! Defaults of a pod (`SetDefaults_Pod*` in `k8s.io/kubernetes/pkg/apis/core/v1/defaults.go`).

use serde_json::{Value, json};

use crate::{
    clock,
    object::{self, put_default},
};

/// Fills in the spec.
pub(crate) fn complete(pod: &mut Value) {
    let host_network = object::flag(pod, "/spec/hostNetwork");
    let Some(spec) = pod.get_mut("spec") else {
        return;
    };
    service_account(spec);
    for (field, value) in [
        ("/restartPolicy", json!("Always")),
        ("/dnsPolicy", json!("ClusterFirst")),
        ("/schedulerName", json!("default-scheduler")),
        ("/terminationGracePeriodSeconds", json!(30)),
        ("/enableServiceLinks", json!(true)),
        ("/securityContext", json!({})),
    ] {
        put_default(spec, field, value);
    }
    for list in ["initContainers", "containers"] {
        for item in spec.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            container(item, host_network);
        }
    }
    for item in spec.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten() {
        volume(item);
    }
}

/// `serviceAccount` is another name of `serviceAccountName`, which counts where both are given
/// (`Convert_v1_PodSpec_To_core_PodSpec`); both are always shown.
fn service_account(spec: &mut Value) {
    let names = ["/serviceAccountName", "/serviceAccount"].map(|field| object::text(spec, field).to_owned());
    if let Some(name) = names.into_iter().find(|name| !name.is_empty()) {
        object::put(spec, "/serviceAccountName", name.as_str().into());
        object::put(spec, "/serviceAccount", name.into());
    }
}

/// Sets the status of a new pod.
pub(crate) fn initial(pod: &mut Value) {
    let class = quality_of_service(pod);
    object::put(pod, "/status", json!({ "phase": "Pending", "qosClass": class }));
    if !object::items(pod, "/spec/schedulingGates").is_empty() {
        let gated = json!({
            "type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates",
            "lastProbeTime": null, "lastTransitionTime": clock::now(),
        });
        object::put(pod, "/status/conditions", json!([gated]));
    }
}

fn container(container: &mut Value, host_network: bool) {
    let policy = pull_policy(object::text(container, "/image"));
    put_default(container, "/imagePullPolicy", policy);
    put_default(container, "/terminationMessagePath", "/dev/termination-log");
    put_default(container, "/terminationMessagePolicy", "File");
    put_default(container, "/resources", json!({}));
    requests_from_limits(container);
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = container.get_mut(probe) {
            complete_probe(probe);
        }
    }
    for port in container.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
        put_default(port, "/protocol", "TCP");
        if host_network {
            let number = object::at(port, "/containerPort").clone();
            put_default(port, "/hostPort", number);
        }
    }
    for variable in container.get_mut("env").and_then(Value::as_array_mut).into_iter().flatten() {
        complete_variable(variable);
    }
}

/// `Always` for an image without a tag or with `latest`, else `IfNotPresent`.
fn pull_policy(image: &str) -> &'static str {
    let last = image.rsplit('/').next().unwrap_or_default();
    let pinned = last.contains('@') || last.rsplit_once(':').is_some_and(|(_, tag)| tag != "latest");
    if pinned { "IfNotPresent" } else { "Always" }
}

fn requests_from_limits(container: &mut Value) {
    let limits = object::at(container, "/resources/limits").as_object().cloned().unwrap_or_default();
    for (name, limit) in limits {
        if object::entry(container, "/resources/requests", &name).is_none() {
            object::put_entry(container, "/resources/requests", &name, limit);
        }
    }
}

fn complete_probe(probe: &mut Value) {
    for (field, value) in
        [("/timeoutSeconds", 1), ("/periodSeconds", 10), ("/successThreshold", 1), ("/failureThreshold", 3)]
    {
        put_default(probe, field, value);
    }
    if let Some(get) = probe.get_mut("httpGet") {
        put_default(get, "/path", "/");
        put_default(get, "/scheme", "HTTP");
    }
}

/// An empty value is no value on the wire, as everywhere in Kubernetes.
fn complete_variable(variable: &mut Value) {
    if object::at(variable, "/value").as_str() == Some("") {
        object::take(variable, "/value");
    }
    if let Some(field) = variable.pointer_mut("/valueFrom/fieldRef") {
        put_default(field, "/apiVersion", "v1");
    }
}

fn volume(volume: &mut Value) {
    let has_source = volume.as_object().is_some_and(|fields| fields.keys().any(|field| field != "name"));
    if !has_source {
        object::put(volume, "/emptyDir", json!({}));
    }
    for source in ["secret", "configMap", "downwardAPI", "projected"] {
        if let Some(source) = volume.get_mut(source) {
            put_default(source, "/defaultMode", 0o644);
        }
    }
    if let Some(path) = volume.get_mut("hostPath") {
        put_default(path, "/type", "");
    }
}

/// `Guaranteed`, `Burstable` or `BestEffort`, from cpu and memory of all containers.
fn quality_of_service(pod: &Value) -> &'static str {
    let lists = ["/spec/initContainers", "/spec/containers"];
    let containers: Vec<&Value> = lists.iter().flat_map(|list| object::items(pod, list)).collect();
    let set = |container: &Value, pointer: &str| {
        object::at(container, pointer).as_str().is_some_and(|it| it != "0")
    };
    let pairs = [
        ("/resources/requests/cpu", "/resources/limits/cpu"),
        ("/resources/requests/memory", "/resources/limits/memory"),
    ];
    let any =
        containers.iter().any(|it| pairs.iter().any(|(request, limit)| set(it, request) || set(it, limit)));
    let equal = |container: &Value, request: &str, limit: &str| {
        set(container, limit) && object::at(container, request) == object::at(container, limit)
    };
    let all = containers.iter().all(|it| pairs.iter().all(|(request, limit)| equal(it, request, limit)));
    match (any, all) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}
