//! In which order a person would write the keys.
//!
//! Known keys come first, as listed; all others follow by the alphabet. The lists are by the kind of mapping one is in,
//! which follows from the key above it.

/// What a mapping is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A document, or anything with `metadata` and `spec`.
    Object,
    Metadata,
    /// The spec of an object; pods have their own order in it.
    Spec,
    Container,
    Probe,
    /// Anything else with field names.
    Fields,
    /// Keys that are data, such as labels: by the alphabet.
    Data,
}

const OBJECT: &[&str] =
    &["apiVersion", "kind", "metadata", "spec", "immutable", "type", "data", "stringData", "status"];
const METADATA: &[&str] = &["name", "generateName", "namespace", "labels", "annotations"];
const SPEC: &[&str] = &[
    // Workloads.
    "replicas",
    "selector",
    "strategy",
    "template",
    // Claims.
    "accessModes",
    "storageClassName",
    "volumeMode",
    // Pods: where and as what, then what runs, then what it uses.
    "restartPolicy",
    "runtimeClassName",
    "priorityClassName",
    "schedulerName",
    "nodeName",
    "nodeSelector",
    "affinity",
    "tolerations",
    "topologySpreadConstraints",
    "serviceAccountName",
    "automountServiceAccountToken",
    "imagePullSecrets",
    "hostname",
    "subdomain",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "hostUsers",
    "shareProcessNamespace",
    "dnsPolicy",
    "dnsConfig",
    "hostAliases",
    "terminationGracePeriodSeconds",
    "activeDeadlineSeconds",
    "enableServiceLinks",
    "securityContext",
    "resources",
    "initContainers",
    "containers",
    "ephemeralContainers",
    "volumes",
];
const CONTAINER: &[&str] = &[
    "name",
    "image",
    "restartPolicy",
    "imagePullPolicy",
    "command",
    "args",
    "workingDir",
    "ports",
    "env",
    "envFrom",
    "resources",
    "resizePolicy",
    "volumeMounts",
    "volumeDevices",
    "startupProbe",
    "readinessProbe",
    "livenessProbe",
    "lifecycle",
    "securityContext",
    "stdin",
    "stdinOnce",
    "tty",
    "terminationMessagePath",
    "terminationMessagePolicy",
];
const PROBE: &[&str] = &[
    "exec",
    "httpGet",
    "tcpSocket",
    "grpc",
    "initialDelaySeconds",
    "periodSeconds",
    "timeoutSeconds",
    "failureThreshold",
    "successThreshold",
];
const FIELDS: &[&str] = &[
    "apiVersion",
    "kind",
    "name",
    "key",
    "mountPath",
    "containerPort",
    "operator",
    "value",
    "valueFrom",
    "effect",
];

impl Shape {
    /// The place of a key: listed ones by their place in the list, all others after them.
    pub(super) fn rank(self, key: &str) -> usize {
        let listed = match self {
            Shape::Object => OBJECT,
            Shape::Metadata => METADATA,
            Shape::Spec => SPEC,
            Shape::Container => CONTAINER,
            Shape::Probe => PROBE,
            Shape::Fields => FIELDS,
            Shape::Data => &[],
        };
        listed.iter().position(|known| *known == key).unwrap_or(listed.len())
    }

    /// What the value of a key is, or the items of its list.
    pub(super) fn of(self, key: &str) -> Shape {
        match key {
            _ if self == Shape::Data => Shape::Data,
            "metadata" => Shape::Metadata,
            "spec" => Shape::Spec,
            "items" if self == Shape::Object => Shape::Object,
            "template" if self == Shape::Spec => Shape::Object,
            "volumeClaimTemplate" => Shape::Object,
            "containers" | "initContainers" | "ephemeralContainers" => Shape::Container,
            "startupProbe" | "readinessProbe" | "livenessProbe" => Shape::Probe,
            "labels" | "annotations" | "matchLabels" | "nodeSelector" | "data" | "stringData" | "limits"
            | "requests" => Shape::Data,
            _ => Shape::Fields,
        }
    }
}
