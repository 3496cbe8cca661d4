//! What people write where a type is wanted, so that most of what is generated makes sense.

use cluster_suite::Random;
use serde_json::{Value, json};

/// A usual value of a type of the schema; `None` for types nobody writes by hand.
pub(super) fn usual(kind: &str, random: &mut Random) -> Option<Value> {
    let forms = forms(kind);
    (!forms.is_empty()).then(|| random.pick(&forms).clone())
}

fn forms(kind: &str) -> Vec<Value> {
    match kind {
        "Container" => vec![
            json!({"name": "more", "image": "busybox:1"}),
            json!({"name": "sidecar", "image": "docker:29-dind", "restartPolicy": "Always",
                "startupProbe": {"exec": {"command": ["docker", "info"]}}}),
        ],
        "ContainerPort" => vec![
            json!({"containerPort": 80}),
            json!({"containerPort": 8080, "name": "http", "protocol": "TCP"}),
        ],
        "EnvVar" => vec![
            json!({"name": "A", "value": "1"}),
            json!({"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}),
            json!({"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}),
            json!({"name": "D", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}),
        ],
        "EnvVarSource" => vec![
            json!({"configMapKeyRef": {"name": "c", "key": "k"}}),
            json!({"fieldRef": {"fieldPath": "status.podIP"}}),
            json!({"resourceFieldRef": {"resource": "requests.memory", "divisor": "1Mi"}}),
        ],
        "EnvFromSource" => {
            vec![json!({"secretRef": {"name": "s"}}), json!({"prefix": "A_", "configMapRef": {"name": "c"}})]
        }
        "ObjectFieldSelector" => vec![json!({"fieldPath": "metadata.name"})],
        "ResourceFieldSelector" => vec![json!({"resource": "limits.cpu", "containerName": "agent"})],
        "SecretKeySelector" | "ConfigMapKeySelector" => vec![json!({"name": "s", "key": "k"})],
        "VolumeMount" => vec![
            json!({"name": "work", "mountPath": "/m"}),
            json!({"name": "work", "mountPath": "/n", "subPath": "a"}),
        ],
        "VolumeDevice" => vec![json!({"name": "disk", "devicePath": "/dev/x"})],
        "Volume" => vec![
            json!({"name": "v1", "emptyDir": {}}),
            json!({"name": "v2", "secret": {"secretName": "s"}}),
            json!({"name": "v3", "hostPath": {"path": "/x", "type": "Directory"}}),
            json!({"name": "v4", "persistentVolumeClaim": {"claimName": "c"}}),
            json!({"name": "v5", "projected": {"sources": [{"secret": {"name": "s"}}]}}),
            json!({"name": "v6", "downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}}]}}),
            json!({"name": "v7", "configMap": {"name": "c", "items": [{"key": "k", "path": "p"}]}}),
            json!({"name": "v8"}),
            json!({"name": "v9", "nfs": {"server": "n", "path": "/p"}}),
            json!({"name": "v10", "image": {"reference": "busybox:1"}}),
        ],
        "KeyToPath" => vec![json!({"key": "k", "path": "p"})],
        "VolumeProjection" => vec![
            json!({"secret": {"name": "s"}}),
            json!({"configMap": {"name": "c"}}),
            json!({"downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}}]}}),
        ],
        "DownwardAPIVolumeFile" => vec![json!({"path": "a", "fieldRef": {"fieldPath": "metadata.labels"}})],
        "HostPathVolumeSource" => vec![json!({"path": "/x"})],
        "PersistentVolumeClaimVolumeSource" => vec![json!({"claimName": "c"})],
        "EphemeralVolumeSource" => vec![json!({"volumeClaimTemplate": {"spec":
            {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}})],
        "Probe" => vec![
            json!({"exec": {"command": ["true"]}}),
            json!({"httpGet": {"port": 80, "path": "/"}}),
            json!({"tcpSocket": {"port": 2375}, "periodSeconds": 5}),
            json!({"grpc": {"port": 80}}),
        ],
        "ExecAction" => vec![json!({"command": ["true"]})],
        "HTTPGetAction" => vec![json!({"port": 80})],
        "HTTPHeader" => vec![json!({"name": "X-A", "value": "b"})],
        "TCPSocketAction" => vec![json!({"port": 80})],
        "Lifecycle" => vec![
            json!({"preStop": {"exec": {"command": ["true"]}}}),
            json!({"preStop": {"sleep": {"seconds": 5}}}),
        ],
        "LifecycleHandler" => vec![json!({"exec": {"command": ["true"]}}), json!({"sleep": {"seconds": 1}})],
        "ResourceRequirements" => vec![
            json!({"limits": {"cpu": "1", "memory": "1Gi"}}),
            json!({"requests": {"cpu": "100m"}}),
            json!({"limits": {"memory": "1Gi", "example.com/gpu": "1"}}),
        ],
        "VolumeResourceRequirements" => vec![json!({"requests": {"storage": "1Gi"}})],
        "Toleration" => vec![
            json!({"key": "ci", "operator": "Exists"}),
            json!({"key": "ci", "value": "a", "effect": "NoSchedule"}),
            json!({"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30}),
        ],
        "Affinity" => vec![
            json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms":
            [{"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}]}}}),
        ],
        "NodeSelector" => {
            vec![json!({"nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "Exists"}]}]})]
        }
        "NodeSelectorTerm" => {
            vec![json!({"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]})]
        }
        "NodeSelectorRequirement" | "LabelSelectorRequirement" => {
            vec![json!({"key": "zone", "operator": "In", "values": ["a"]})]
        }
        "PreferredSchedulingTerm" => vec![
            json!({"weight": 1, "preference": {"matchExpressions": [{"key": "a", "operator": "Exists"}]}}),
        ],
        "PodAffinityTerm" => {
            vec![json!({"topologyKey": "zone", "labelSelector": {"matchLabels": {"a": "b"}}})]
        }
        "WeightedPodAffinityTerm" => vec![json!({"weight": 5, "podAffinityTerm": {"topologyKey": "zone"}})],
        "TopologySpreadConstraint" => {
            vec![json!({"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"})]
        }
        "HostAlias" => vec![json!({"ip": "10.0.0.1", "hostnames": ["a.b"]})],
        "PodDNSConfig" => vec![json!({"nameservers": ["10.0.0.1"], "searches": ["a.b"]})],
        "LocalObjectReference" => vec![json!({"name": "registry"})],
        "SeccompProfile" | "AppArmorProfile" => vec![json!({"type": "RuntimeDefault"})],
        "Capabilities" => vec![json!({"add": ["NET_ADMIN"], "drop": ["ALL"]})],
        "SecurityContext" => vec![
            json!({"privileged": true}),
            json!({"runAsUser": 1000}),
            json!({"allowPrivilegeEscalation": false}),
        ],
        "PodSecurityContext" => vec![json!({"fsGroup": 1000}), json!({"supplementalGroups": [1000]})],
        "Sysctl" => vec![json!({"name": "net.core.somaxconn", "value": "1"})],
        "PodReadinessGate" => vec![json!({"conditionType": "example.com/x"})],
        "PodSchedulingGate" => vec![json!({"name": "example.com/x"})],
        "ContainerResizePolicy" => vec![json!({"resourceName": "cpu", "restartPolicy": "NotRequired"})],
        "OwnerReference" => vec![json!({"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "b"})],
        "PersistentVolumeClaimSpec" => {
            vec![json!({"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}})]
        }
        "TypedLocalObjectReference" | "TypedObjectReference" => {
            vec![json!({"kind": "PersistentVolumeClaim", "name": "c"})]
        }
        _ => Vec::new(),
    }
}
