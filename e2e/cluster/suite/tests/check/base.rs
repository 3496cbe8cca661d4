//! Objects to begin with: what Slipway generates, and one with some of everything.

use cluster_suite::Random;
use serde_json::{Value, json};
use slipway_core::preset;
use slipway_core::render::render;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::validate::Kind;

/// An object that is right on a cluster of that version, and its kind.
pub(super) fn base(random: &mut Random, target: &Target) -> (Kind, Value) {
    match random.below(10) {
        0 => (Kind::PersistentVolumeClaim, claim()),
        1 => (Kind::Secret, secret(random)),
        2..=5 => (Kind::Pod, generated(random, target)),
        _ if target.kubernetes < KubernetesVersion::NATIVE_SIDECARS => (Kind::Pod, without_sidecar(rich())),
        _ => (Kind::Pod, rich()),
    }
}

fn generated(random: &mut Random, target: &Target) -> Value {
    let preset = random.pick(preset::all());
    render(&preset.config, target).manifests.expect("presets are right").pod
}

/// A pod with some of everything.
fn rich() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "agent", "labels": {"app": "ci"}, "annotations": {"example.com/a": "b"}},
        "spec": {
            "initContainers": [
                {"name": "docker", "image": "docker:29-dind", "restartPolicy": "Always",
                 "securityContext": {"privileged": true},
                 "startupProbe": {"exec": {"command": ["docker", "info"]}, "periodSeconds": 2, "failureThreshold": 60},
                 "volumeMounts": [{"name": "data", "mountPath": "/var/lib/docker"}, {"name": "work", "mountPath": "/work"}]},
                {"name": "pull", "image": "docker:29-cli", "command": ["docker", "pull", "busybox"]},
            ],
            "containers": [
                {"name": "agent", "image": "busybox:1", "args": ["sleep", "1"],
                 "env": [{"name": "A", "value": "1"}, {"name": "DOCKER_HOST", "value": "tcp://localhost:2376"},
                         {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "ci", "key": "token"}}}],
                 "envFrom": [{"secretRef": {"name": "more"}}],
                 "ports": [{"containerPort": 9091, "name": "http"}],
                 "resources": {"limits": {"cpu": "1", "memory": "2Gi"}, "requests": {"cpu": "500m", "memory": "1Gi"}},
                 "readinessProbe": {"httpGet": {"port": "http", "path": "/healthz"}},
                 "lifecycle": {"preStop": {"exec": {"command": ["stop"]}}},
                 "volumeMounts": [{"name": "home", "mountPath": "/home/agent"}, {"name": "work", "mountPath": "/work"}]},
            ],
            "volumes": [
                {"name": "home", "persistentVolumeClaim": {"claimName": "agent"}},
                {"name": "work", "emptyDir": {}},
                {"name": "data", "emptyDir": {"sizeLimit": "20Gi"}},
            ],
            "tolerations": [{"key": "ci", "operator": "Exists", "effect": "NoSchedule"}],
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "imagePullSecrets": [{"name": "registry"}],
            "securityContext": {"fsGroup": 1000, "supplementalGroups": [1001]},
            "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}],
            "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a.b"]}],
            "terminationGracePeriodSeconds": 60,
        },
    })
}

/// The same with the daemon beside the agent.
fn without_sidecar(mut pod: Value) -> Value {
    let mut daemon = pod["spec"]["initContainers"].as_array_mut().expect("containers").remove(0);
    daemon.as_object_mut().expect("a container").remove("restartPolicy");
    pod["spec"]["containers"].as_array_mut().expect("containers").insert(0, daemon);
    pod
}

fn claim() -> Value {
    json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "agent", "labels": {"app": "ci"}},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}, "storageClassName": "standard"},
    })
}

fn secret(random: &mut Random) -> Value {
    let (kind, data) = random
        .pick(&[
            ("Opaque", json!({"a": "YQ=="})),
            ("kubernetes.io/dockerconfigjson", json!({".dockerconfigjson": "eyJhdXRocyI6e319"})),
            ("kubernetes.io/basic-auth", json!({"username": "YQ==", "password": "YQ=="})),
            ("kubernetes.io/tls", json!({"tls.crt": "YQ==", "tls.key": "YQ=="})),
            ("kubernetes.io/ssh-auth", json!({"ssh-privatekey": "YQ=="})),
        ])
        .clone();
    json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "agent"}, "type": kind, "data": data})
}
