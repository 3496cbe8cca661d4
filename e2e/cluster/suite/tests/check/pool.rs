//! Values worth trying, by the name of the field: right ones, wrong ones, and those at the edge.

use cluster_suite::Random;
use serde_json::{Value, json};

/// Fields and texts for them, apart by `|`; `{x 64}` stands for 64 of them.
const TEXTS: &[(&str, &str)] = &[
    (
        "name",
        "agent|docker|home|work|data|a-b|my.name|Bad_Name||-a|a-|{a 63}|{a 64}|{a 253}|{a 254}|1a|a b|http|HTTP_PORT",
    ),
    ("generateName", "agent-|a|A-|-|{a 60}-"),
    ("image", "busybox:1|docker:29-dind|busybox|busybox:latest|busybox@sha256:0|| busybox|busybox |a:b:c"),
    ("reference", "busybox:1|busybox|"),
    ("imagePullPolicy", "Always|IfNotPresent|Never|Sometimes||always"),
    ("pullPolicy", "Always|IfNotPresent|Never|Sometimes|"),
    ("restartPolicy", "Always|OnFailure|Never|NotRequired|RestartContainer|Sometimes|"),
    ("operator", "In|NotIn|Exists|DoesNotExist|Gt|Lt|Equal|exists|"),
    ("effect", "NoSchedule|PreferNoSchedule|NoExecute|Never|"),
    ("protocol", "TCP|UDP|SCTP|tcp|"),
    ("scheme", "HTTP|HTTPS|http|"),
    (
        "type",
        "RuntimeDefault|Unconfined|Localhost|Directory|DirectoryOrCreate|Socket|File|Opaque|kubernetes.io/tls|kubernetes.io/basic-auth|kubernetes.io/ssh-auth|kubernetes.io/dockerconfigjson|kubernetes.io/service-account-token|other|",
    ),
    ("localhostProfile", "a.json|/a.json|../a||a/b"),
    ("mountPropagation", "None|HostToContainer|Bidirectional|Both|"),
    ("recursiveReadOnly", "Enabled|Disabled|IfPossible|yes"),
    ("dnsPolicy", "ClusterFirst|Default|None|ClusterFirstWithHostNet|Other|"),
    ("whenUnsatisfiable", "DoNotSchedule|ScheduleAnyway|Other|"),
    ("nodeAffinityPolicy", "Honor|Ignore|Other|"),
    ("nodeTaintsPolicy", "Honor|Ignore|Other|"),
    ("topologyKey", "kubernetes.io/hostname|zone||a b|-a|a/b/c"),
    ("mountPath", "/a|/b|/a/|a|/home|/x:y||/var/run|/a/../b|."),
    ("path", "/a|a|a/b|../a|/a/../b||/|.|a/..b|..a"),
    ("subPath", "a|a/b|/a|../a|a/../b||."),
    ("subPathExpr", "a|$(A)|/a|../a|"),
    ("devicePath", "/dev/a|/dev/b||dev|/dev/../a"),
    ("key", "a|token|a.b|a b|..|.|..a|{k 253}|{k 254}||kubernetes.io/arch|example.com/x y|zone"),
    ("value", "a|1|x y||{v 63}|{v 64}|-a|a,b|A_b.c"),
    ("values", "a|1|x y||{v 64}|-1|0x"),
    ("matchLabelKeys", "app|a b||zone"),
    ("mismatchLabelKeys", "app|a b||zone"),
    ("medium", "Memory|HugePages|HugePages-2Mi|Other||HugePages-x"),
    ("hostname", "a|A|a.b|{h 64}||-a"),
    ("subdomain", "a|A|a.b|{s 64}||-a"),
    ("hostnameOverride", "a|a.b|A|{h 64}|{h 65}|"),
    ("ip", "10.0.0.1|::1|010.0.0.1|a||::ffff:10.0.0.1|10.0.0.300|FE80::1"),
    ("hostIP", "10.0.0.1|::1|010.0.0.1|a||0.0.0.0|127.0.0.1"),
    ("host", "10.0.0.1|example.com||a b"),
    ("hostnames", "a|a.b|A||a b|_a"),
    ("nameservers", "10.0.0.1|a|::1||010.0.0.1"),
    ("searches", "a|a.b|A||.|a.b.|_a.b|{s 254}"),
    ("conditionType", "a|example.com/x|a b||-"),
    ("terminationMessagePolicy", "File|FallbackToLogsOnError|Other|"),
    ("terminationMessagePath", "/dev/log||a"),
    ("procMount", "Default|Unmasked|Other|"),
    (
        "resource",
        "limits.cpu|requests.memory|limits.ephemeral-storage|requests.hugepages-2Mi|limits.hugepages-2Mi|cpu|",
    ),
    ("resourceName", "cpu|memory|ephemeral-storage|"),
    (
        "fieldPath",
        "metadata.name|metadata.namespace|metadata.uid|spec.nodeName|spec.serviceAccountName|status.hostIP|status.podIP|status.podIPs|metadata.labels['a']|metadata.annotations['a/b']|metadata.labels['a b']|metadata.labels|spec.foo|metadata.generateName||metadata.finalizers['a']",
    ),
    ("apiVersion", "v1|v2|a/b|a/b/c||/"),
    ("kind", "Pod|Other|"),
    ("uid", "a|"),
    ("accessModes", "ReadWriteOnce|ReadOnlyMany|ReadWriteMany|ReadWriteOncePod|Other|"),
    ("volumeMode", "Filesystem|Block|Other|"),
    ("storageClassName", "standard|a.b|A||a b"),
    ("volumeName", "a|data|A|"),
    ("volumeAttributesClassName", "a|A|"),
    ("claimName", "a|A||a.b|a b"),
    ("secretName", "a|A||a.b"),
    ("nodeName", "node|A|a b|"),
    ("schedulerName", "default-scheduler|x|A b|"),
    ("finalizers", "kubernetes|example.com/x|foo|a b|orphan|"),
    ("add", "NET_ADMIN|CAP_SYS_ADMIN|SYS_ADMIN|all|"),
    ("drop", "ALL|NET_RAW|"),
    ("envFrom", "a"),
    ("prefix", "A_|1|a b|=|"),
    ("command", "sh|-c|"),
    ("args", "dockerd|--tls=false|"),
    ("audience", "a|"),
    ("driver", "csi.example.com|A|a b||{d 64}"),
    ("fsType", "ext4|"),
    ("signerName", "example.com/a|a|/a|a/|"),
    ("keyType", "RSA3072|ECDSAP256|ED25519|RSA1|"),
    ("fsGroupChangePolicy", "Always|OnRootMismatch|Other|"),
    ("supplementalGroupsPolicy", "Merge|Strict|Other|"),
    ("seLinuxChangePolicy", "MountOption|Recursive|Other|"),
    ("workingDir", "/a|a|"),
    ("stopSignal", "SIGTERM|SIGKILL|SIGFOO|"),
    ("action", "Restart|RestartAllContainers|Other|"),
    ("optionalName", "a"),
];

/// For any other field.
const OTHER_TEXTS: &str =
    "a|abc|example.com/name|/a/b|10Gi|true||A_b!|a b|-x|{x 64}|{x 254}|é|..|a/../b|linux|windows";

/// Keys of maps: labels, annotations, selectors, data.
const KEYS: &str = "a|app|example.com/x|Example.com/x|a b||-a|{k 63}|{k 64}|a/b/c|/a|a/|.dockerconfigjson|tls.crt|tls.key|username|ssh-privatekey|..|{p 254}/a|é";
/// Keys of resource lists.
const RESOURCES: &str = "cpu|memory|ephemeral-storage|storage|hugepages-2Mi|hugepages-1Gi|example.com/gpu|nvidia.com/gpu|kubernetes.io/x|gpu|requests.cpu|requests.example.com/x|pods|a b|example.com/a b|{r 64}|hugepages-";
/// Amounts of 2^63 and more are left out: how Go counts on beyond them is nobody's business.
const QUANTITIES: &str = "1|500m|1Gi|2Gi|0|-1|1.5|400m|1e3|0.1m|1n|10Ei|1gi|abc||+1|.5|5.| 1Gi|1 Gi|100M|3|1E|1.5Gi|20Gi|1u|-500m|1e-3";

/// Numbers by the name of the field.
const NUMBERS: &[(&str, &[i64])] = &[
    ("containerPort", &[80, 8080, 2375, 0, -1, 65535, 65536]),
    ("hostPort", &[80, 8080, 0, -1, 65535, 65536]),
    ("port", &[80, 0, -1, 65535, 65536]),
    ("runAsUser", &[0, 1000, -1, 2_147_483_647, 2_147_483_648]),
    ("runAsGroup", &[0, 1000, -1, 2_147_483_648]),
    ("fsGroup", &[0, 1000, -1, 2_147_483_648]),
    ("supplementalGroups", &[0, 1000, -1, 2_147_483_648]),
    ("defaultMode", &[420, 511, 512, -1, 0]),
    ("mode", &[420, 511, 512, -1, 0]),
    ("weight", &[1, 100, 0, 101]),
    ("maxSkew", &[1, 0, -1, 5]),
    ("minDomains", &[1, 0, -1, 5]),
    ("expirationSeconds", &[600, 599, 3600, 4_294_967_296, 4_294_967_297]),
    ("values", &[0, 1, 255, 256, -1]),
];
const OTHER_NUMBERS: &[i64] = &[0, 1, 5, 30, -1, 100, 2_147_483_647, 65_536];

/// A text for the field.
pub(super) fn text(field: &str, random: &mut Random) -> String {
    let known = TEXTS.iter().find(|(name, _)| *name == field).map(|(_, texts)| *texts);
    let texts = if random.chance(94) { known.unwrap_or(OTHER_TEXTS) } else { OTHER_TEXTS };
    one_of(texts, random)
}

/// A key of the map that is the field.
pub(super) fn key(field: &str, random: &mut Random) -> String {
    match field {
        "limits" | "requests" | "overhead" => one_of(RESOURCES, random),
        "data" | "stringData" => one_of(KEYS, random),
        _ => one_of(KEYS, random),
    }
}

/// A whole number for the field.
pub(super) fn number(field: &str, random: &mut Random) -> i64 {
    let known = NUMBERS.iter().find(|(name, _)| *name == field).map(|(_, numbers)| *numbers);
    *random.pick(known.unwrap_or(OTHER_NUMBERS))
}

/// An amount, as text or as a number.
pub(super) fn quantity(random: &mut Random) -> Value {
    match random.below(20) {
        0 => json!(2),
        1 => json!(0.5),
        2 => json!(true),
        _ => json!(one_of(QUANTITIES, random)),
    }
}

/// A port by number or name.
pub(super) fn port(random: &mut Random) -> Value {
    random
        .pick(&[
            json!(80),
            json!(2375),
            json!("http"),
            json!(0),
            json!(65536),
            json!("80"),
            json!("UPPER"),
            json!(""),
            json!("a--b"),
        ])
        .clone()
}

/// Bytes as base64, and what is none.
pub(super) fn bytes(random: &mut Random) -> String {
    one_of("YQ==|e30=|eyJhdXRocyI6e319||bm90IGpzb24=|not base64!|YQ", random)
}

fn one_of(texts: &str, random: &mut Random) -> String {
    let texts: Vec<&str> = texts.split('|').collect();
    expanded(random.pick::<&str>(&texts))
}

/// `{x 64}` within a text stands for 64 of them.
pub(super) fn expanded(text: &str) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let Some((repeat, after)) = rest.split_once('}') else { return text.to_owned() };
    let Some((letter, count)) = repeat.split_once(' ') else { return text.to_owned() };
    format!("{before}{}{after}", letter.repeat(count.parse().unwrap_or_default()))
}
