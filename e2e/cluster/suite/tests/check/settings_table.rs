//! The settings, and where the core is stricter than the API server.

use serde_json::{Value, json};

use super::{Object, Setting};

/// The core is stricter here: setting, code of the finding, and why.
pub(super) const STRICTER: &[(&str, &str, &str)] = &[
    (
        "instance.namePrefix",
        "name",
        "the name is a label and a host name as well: no dots, no edge hyphen, not empty",
    ),
    (
        "instance.namePrefix",
        "name-length",
        "the name is a label's value and a host name: 63 characters with its suffix",
    ),
    ("instance.suffix", "suffix", "five characters of one alphabet, so that names can be told apart"),
    ("imageName", "image-name", "it is the name of an AgentImage too"),
    (
        "image.agentImage",
        "image-reference",
        "the API server does not look; the kubelet would say InvalidImageName",
    ),
    (
        "image.docker.daemon.image",
        "image-reference",
        "the API server does not look; the kubelet would say InvalidImageName",
    ),
    (
        "instance.workspace",
        "workspace",
        "the container runtime refuses a relative path, and a volume at / hides the image",
    ),
    (
        "instance.profile.generic.home",
        "home",
        "the container runtime refuses a relative path, and a volume at / hides the image",
    ),
    ("instance.profile.generic.workingDir", "working-dir", "the container runtime refuses a relative path"),
    ("instance.storage.size", "storage-size", "less than a mebibyte is a slip of the suffix"),
    ("image.docker.daemon.data.size", "data-size", "less than a mebibyte is a slip of the suffix"),
    ("instance.size.cpu", "size-cpu", "less than 10m or more than 1000 is a slip of the unit"),
    ("instance.size.memory", "size-memory", "less than 16Mi or more than 16Ti is a slip of the suffix"),
    ("image.docker.hostSocket.path", "host-path", "a relative path on the node is not what anybody means"),
    (
        "image.docker.hostSocket.dataDirectory",
        "host-path",
        "a relative path on the node is not what anybody means",
    ),
    ("image.docker.daemon.startupProbe", "daemon-probe-time", "zero is not left to the API server's default"),
];

const NAMES: &str = "agent|a-b|Bad_Name||-a|a-|a.b|{a 57}|{a 58}|{a 63}|{a 64}|1a|a b|é";
const OBJECTS: &str = "ci|a.b|Bad||-a|a-|a..b|{a 253}|{a 254}|a b|a/b";
const KEYS: &str = "app|example.com/team|Example.com/x|a b|-a|{k 63}|{k 64}|a/b/c|/a|a/|a_b.c|{p 254}/a|é";
const LABELS: &str = "a|A_b.c|a b|{v 63}|{v 64}|-a|a,b|1|é|a-";
const PATHS: &str = "/home/x|/a/../b|a|/x:y|/|.|/a b|/é";
const SIZES: &str = "10Gi|1Gi|500m|-1|1gi|abc|1.5|10 Gi|1e3|20G|1Mi|0|1Ki|-5Gi|+5Gi|1GB";
const IDS: &str = "1000|0|-1|2147483647|2147483648";
const KEY_NAMES: &str = "token|a.b|a b|..|.|{k 253}|{k 254}|a/b|..a";

/// Every setting.
pub(in super::super) const SETTINGS: &[Setting] = &[
    Setting {
        at: "instance.namePrefix",
        set: |c, v| put(c, "/instance/namePrefix", v),
        of: Object::Pod,
        put: |o, v| put(o, "/metadata/name", json!(format!("{}-abcde", text(&v)))),
        values: NAMES,
    },
    Setting {
        at: "instance.suffix",
        set: |c, v| put(c, "/instance/suffix", v),
        of: Object::Pod,
        put: |o, v| put(o, "/metadata/name", json!(format!("agent-{}", text(&v)))),
        values: "abcde|abc|ABCDE|a.b.c|ab_de|ab de|bcd2z",
    },
    Setting {
        at: "imageName",
        set: |c, v| put(c, "/imageName", v),
        of: Object::Pod,
        put: |o, v| put(o, "/metadata/labels/slipway.dev~1image", v),
        values: LABELS,
    },
    Setting {
        at: "instance.pool",
        set: |c, v| put(c, "/instance/pool", v),
        of: Object::Pod,
        put: |o, v| put(o, "/metadata/labels/slipway.dev~1pool", v),
        values: LABELS,
    },
    Setting {
        at: "instance.labels",
        set: |c, v| put_key(c, "/instance/labels", v),
        of: Object::Pod,
        put: |o, v| put_key(o, "/metadata/labels", v),
        values: KEYS,
    },
    Setting {
        at: "instance.labels",
        set: |c, v| put(c, "/instance/labels/team", v),
        of: Object::Pod,
        put: |o, v| put(o, "/metadata/labels/team", v),
        values: LABELS,
    },
    Setting {
        at: "instance.annotations",
        set: |c, v| put_key(c, "/instance/annotations", v),
        of: Object::Pod,
        put: |o, v| put_key(o, "/metadata/annotations", v),
        values: KEYS,
    },
    Setting {
        at: "instance.nodeSelector",
        set: |c, v| put_key(c, "/instance/nodeSelector", v),
        of: Object::Pod,
        put: |o, v| put_key(o, "/spec/nodeSelector", v),
        values: KEYS,
    },
    Setting {
        at: "instance.nodeSelector",
        set: |c, v| put(c, "/instance/nodeSelector/zone", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/nodeSelector/zone", v),
        values: LABELS,
    },
    Setting {
        at: "instance.tolerations",
        set: |c, v| put(c, "/instance/tolerations", json!([{"key": v}])),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/tolerations", json!([{"key": v, "operator": "Equal"}])),
        values: KEYS,
    },
    Setting {
        at: "instance.tolerations",
        set: |c, v| put(c, "/instance/tolerations", json!([{"key": "a", "value": v}])),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/tolerations", json!([{"key": "a", "operator": "Equal", "value": v}])),
        values: LABELS,
    },
    Setting {
        at: "instance.tolerations",
        set: |c, v| put(c, "/instance/tolerations", json!([{"key": "a", "operator": "Exists", "value": v}])),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/tolerations", json!([{"key": "a", "operator": "Exists", "value": v}])),
        values: "|a",
    },
    Setting {
        at: "instance.tolerations",
        set: |c, v| {
            put(c, "/instance/tolerations", json!([{"key": "a", "tolerationSeconds": 5, "effect": v}]))
        },
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/tolerations",
                json!([{"key": "a", "operator": "Equal", "tolerationSeconds": 5, "effect": v}]),
            )
        },
        values: "NoExecute|NoSchedule|Other",
    },
    Setting {
        at: "instance.serviceAccount",
        set: |c, v| put(c, "/instance/serviceAccount", v),
        of: Object::Template,
        put: |o, v| put(o, "/spec/serviceAccountName", v),
        values: OBJECTS,
    },
    Setting {
        at: "instance.priorityClass",
        set: |c, v| put(c, "/instance/priorityClass", v),
        of: Object::Template,
        put: |o, v| put(o, "/spec/priorityClassName", v),
        values: OBJECTS,
    },
    Setting {
        at: "instance.terminationGraceSeconds",
        set: |c, v| put(c, "/instance/terminationGraceSeconds", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/terminationGracePeriodSeconds", v),
        values: "60|0|4294967295",
    },
    Setting {
        at: "instance.storage.size",
        set: |c, v| put(c, "/instance/storage/size", text_of(v)),
        of: Object::Claim,
        put: |o, v| put(o, "/spec/resources/requests/storage", text_of(v)),
        values: SIZES,
    },
    Setting {
        at: "instance.storage.class",
        set: |c, v| put(c, "/instance/storage/class", v),
        of: Object::Claim,
        put: |o, v| put(o, "/spec/storageClassName", v),
        values: OBJECTS,
    },
    Setting {
        at: "instance.size.cpu",
        set: |c, v| put(c, "/instance/size", json!({"preset": "custom", "cpu": text_of(v), "memory": "1Gi"})),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/resources", json!({"requests": {"cpu": text_of(v)}})),
        values: "500m|2|10m|1500|-1|1.5|abc|1 |0|0.5|1e3",
    },
    Setting {
        at: "instance.size.memory",
        set: |c, v| put(c, "/instance/size", json!({"preset": "custom", "cpu": "1", "memory": text_of(v)})),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/resources", json!({"requests": {"memory": text_of(v)}})),
        values: SIZES,
    },
    Setting {
        at: "instance.env",
        set: |c, v| put(c, "/instance/env", json!([{"name": v, "value": "x"}])),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/env", json!([{"name": v, "value": "x"}])),
        values: "A|a.b-c_d|1A|A B|A=B||é|.|..a|=",
    },
    Setting {
        at: "instance.env",
        set: |c, v| put(c, "/instance/env", json!([{"name": "A", "secret": {"name": v, "key": "k"}}])),
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/containers/0/env",
                json!([{"name": "A", "valueFrom": {"secretKeyRef": {"name": v, "key": "k"}}}]),
            )
        },
        values: OBJECTS,
    },
    Setting {
        at: "instance.env",
        set: |c, v| put(c, "/instance/env", json!([{"name": "A", "secret": {"name": "s", "key": v}}])),
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/containers/0/env",
                json!([{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": v}}}]),
            )
        },
        values: KEY_NAMES,
    },
    Setting {
        at: "instance.env",
        set: |c, v| put(c, "/instance/env", json!([{"name": "A", "configMap": {"name": "s", "key": v}}])),
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/containers/0/env",
                json!([{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "s", "key": v}}}]),
            )
        },
        values: KEY_NAMES,
    },
    Setting {
        at: "instance.workspace",
        set: |c, v| put(c, "/instance/workspace", v),
        of: Object::Pod,
        put: |o, v| push(o, "/spec/containers/0/volumeMounts", json!({"name": "home", "mountPath": v})),
        values: PATHS,
    },
    Setting {
        at: "instance.profile.generic.home",
        set: |c, v| put(c, "/instance/profile/generic/home", v),
        of: Object::Pod,
        put: |o, v| push(o, "/spec/containers/0/volumeMounts", json!({"name": "home", "mountPath": v})),
        values: PATHS,
    },
    Setting {
        at: "instance.profile.generic.workingDir",
        set: |c, v| put(c, "/instance/profile/generic/workingDir", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/workingDir", v),
        values: PATHS,
    },
    Setting {
        at: "instance.profile.generic.containerName",
        set: |c, v| put(c, "/instance/profile/generic/containerName", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/name", v),
        values: NAMES,
    },
    Setting {
        at: "instance.profile.generic.uid",
        set: |c, v| put(c, "/instance/profile/generic/uid", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/securityContext", json!({"runAsUser": v})),
        values: IDS,
    },
    Setting {
        at: "instance.profile.generic.gid",
        set: |c, v| put(c, "/instance/profile/generic/gid", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/securityContext", json!({"runAsGroup": v})),
        values: IDS,
    },
    Setting {
        at: "instance.profile.gtm.port",
        set: |c, v| put_with(c, "/instance/profile/gtm/port", v, "/instance/profile/kind", "gtm"),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/ports", json!([{"containerPort": v}])),
        values: "9091|1|65535|0|65536",
    },
    Setting {
        at: "instance.profile.bamboo.securityToken",
        set: |c, v| {
            put_with(
                c,
                "/instance/profile/bamboo/securityToken",
                json!({"name": "s", "key": v}),
                "/instance/profile/kind",
                "bamboo",
            )
        },
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/containers/0/env",
                json!([{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": v}}}]),
            )
        },
        values: KEY_NAMES,
    },
    Setting {
        at: "instance.profile.jenkins.secret",
        set: |c, v| {
            put_with(
                c,
                "/instance/profile/jenkins/secret",
                json!({"name": v, "key": "k"}),
                "/instance/profile/kind",
                "jenkins",
            )
        },
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/containers/0/env",
                json!([{"name": "A", "valueFrom": {"secretKeyRef": {"name": v, "key": "k"}}}]),
            )
        },
        values: OBJECTS,
    },
    Setting {
        at: "image.agentImage",
        set: |c, v| put(c, "/image/agentImage", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/containers/0/image", v),
        values: "busybox:1|a/b/c:1.2|Busy:1|| busybox:1|a b|a:b:c|reg.example.com:5000/x@sha256:0",
    },
    Setting {
        at: "image.docker.daemon.image",
        set: |c, v| put(c, "/image/docker/daemon/image", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/initContainers/0/image", v),
        values: "docker:29-dind|Docker:1| docker:29-dind|a b",
    },
    Setting {
        at: "image.docker.daemon.containerName",
        set: |c, v| put(c, "/image/docker/daemon/containerName", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/initContainers/0/name", v),
        values: "docker|Bad_Name|-a|a-|a.b|{a 63}|{a 64}|1a|a b|é|agent",
    },
    Setting {
        at: "image.docker.daemon.env",
        set: |c, v| {
            put(c, "/image/docker/daemon/env", json!([{"name": "A", "secret": {"name": v, "key": "k"}}]))
        },
        of: Object::Pod,
        put: |o, v| {
            put(
                o,
                "/spec/initContainers/0/env",
                json!([{"name": "A", "valueFrom": {"secretKeyRef": {"name": v, "key": "k"}}}]),
            )
        },
        values: OBJECTS,
    },
    Setting {
        at: "image.docker.daemon.data.size",
        set: |c, v| put(c, "/image/docker/daemon/data/size", text_of(v)),
        of: Object::Pod,
        put: |o, v| push(o, "/spec/volumes", json!({"name": "more", "emptyDir": {"sizeLimit": text_of(v)}})),
        values: SIZES,
    },
    Setting {
        at: "image.docker.daemon.data.storageClass",
        set: |c, v| {
            put(
                c,
                "/image/docker/daemon/data",
                json!({"kind": "ephemeral-claim", "size": "1Gi", "storageClass": v}),
            )
        },
        of: Object::Pod,
        put: |o, v| {
            push(
                o,
                "/spec/volumes",
                json!({"name": "more", "ephemeral": {"volumeClaimTemplate": {"spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "storageClassName": v}}}}),
            )
        },
        values: OBJECTS,
    },
    Setting {
        at: "image.docker.daemon.startupProbe",
        set: |c, v| put(c, "/image/docker/daemon/startupProbe/periodSeconds", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/initContainers/0/startupProbe/periodSeconds", v),
        values: "2|0|2147483647|2147483648",
    },
    Setting {
        at: "image.docker.daemon.startupProbe",
        set: |c, v| put(c, "/image/docker/daemon/startupProbe/initialDelaySeconds", v),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/initContainers/0/startupProbe/initialDelaySeconds", v),
        values: "2|0|4294967295",
    },
    Setting {
        at: "image.docker.hostSocket.path",
        set: |c, v| put_with(c, "/image/docker/hostSocket/path", v, "/image/docker/mode", "host-socket"),
        of: Object::Pod,
        put: |o, v| {
            push(o, "/spec/volumes", json!({"name": "more", "hostPath": {"path": v, "type": "Socket"}}))
        },
        values: "/var/run/docker.sock|a|/a/../b||/x y",
    },
    Setting {
        at: "image.docker.hostSocket.dataDirectory",
        set: |c, v| {
            put_with(c, "/image/docker/hostSocket/dataDirectory", v, "/image/docker/mode", "host-socket")
        },
        of: Object::Pod,
        put: |o, v| push(o, "/spec/volumes", json!({"name": "more", "hostPath": {"path": v}})),
        values: "/data|a|/a/../b|/x y",
    },
    Setting {
        at: "image.docker.hostSocket.group",
        set: |c, v| put_with(c, "/image/docker/hostSocket/group", v, "/image/docker/mode", "host-socket"),
        of: Object::Pod,
        put: |o, v| put(o, "/spec/securityContext", json!({"supplementalGroups": [v]})),
        values: IDS,
    },
];

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn text_of(value: Value) -> Value {
    Value::String(text(&value))
}

/// Puts a value at a pointer; the mappings on the way are made.
pub(in super::super) fn put(document: &mut Value, pointer: &str, value: Value) {
    let mut here = document;
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/");
        here = match (&*here, part.parse::<usize>()) {
            (Value::Array(_), Ok(index)) => &mut here[index],
            (_, _) => &mut here[part],
        };
    }
    *here = value;
}

fn put_with(document: &mut Value, pointer: &str, value: Value, other: &str, word: &str) {
    put(document, pointer, value);
    put(document, other, json!(word));
}

fn put_key(document: &mut Value, pointer: &str, key: Value) {
    let mut entries = document.pointer(pointer).cloned().unwrap_or_else(|| json!({}));
    entries[text(&key)] = json!("x");
    put(document, pointer, entries);
}

fn push(document: &mut Value, pointer: &str, item: Value) {
    let mut items = document.pointer(pointer).cloned().unwrap_or_else(|| json!([]));
    items.as_array_mut().expect("a list").push(item);
    put(document, pointer, items);
}
