//! Which field of the form made a line: from a line to its field, and from a field to its lines.

use serde_json::Value;

/// Beginnings of paths of the pod, and the field that makes them. The first that fits counts.
const POD: &[(&str, &str)] = &[
    ("metadata.name", "instance.namePrefix"),
    ("metadata.labels", "instance.labels"),
    ("metadata.annotations", "instance.annotations"),
    ("spec.nodeSelector", "instance.nodeSelector"),
    ("spec.tolerations", "instance.tolerations"),
    ("spec.serviceAccountName", "instance.serviceAccount"),
    ("spec.priorityClassName", "instance.priorityClass"),
    ("spec.terminationGracePeriodSeconds", "instance.terminationGraceSeconds"),
    ("spec.imagePullSecrets", "image.registryCredentials"),
    ("spec.hostname", "instance.namePrefix"),
    ("spec.os", "image.os"),
    ("spec.securityContext", "image.docker.mode"),
];

/// The same within the agent's container.
const AGENT: &[(&str, &str)] = &[
    (".image", "image.agentImage"),
    (".imagePullPolicy", "image.pullPolicy"),
    (".resources", "instance.size.preset"),
    (".name", "instance.profile.kind"),
    (".args", "instance.profile.kind"),
    (".command", "instance.profile.kind"),
    (".workingDir", "instance.workspace"),
];

/// The same within the daemon's container.
const DAEMON: &[(&str, &str)] = &[
    (".image", "image.docker.daemon.image"),
    (".name", "image.docker.daemon.containerName"),
    (".restartPolicy", "image.docker.daemon.runAs"),
    (".args", "image.docker.daemon.extraArgs"),
    (".command", "image.docker.entrypoint"),
    (".env", "image.docker.daemon.env"),
    (".startupProbe", "image.docker.daemon.startupProbe.kind"),
    (".resources", "instance.size.agentShare"),
    (".securityContext", "image.docker.mode"),
];

/// Environment of the agent that a profile's or the mode's field makes.
const VARIABLES: &[(&str, &str)] = &[
    ("DOCKER_", "image.docker.mode"),
    ("SECURITY_TOKEN", "instance.profile.bamboo.securityToken.name"),
    ("VM_OPTS", "instance.profile.bamboo.vmOptions"),
    ("JENKINS_URL", "instance.profile.jenkins.url"),
    ("JENKINS_AGENT_NAME", "instance.profile.jenkins.agentName"),
    ("JENKINS_SECRET", "instance.profile.jenkins.secret.name"),
    ("JENKINS_WEB_SOCKET", "instance.profile.jenkins.webSocket"),
    ("JENKINS_TUNNEL", "instance.profile.jenkins.tunnel"),
    ("GTM_AWS_REGION", "instance.profile.gtm.awsRegion"),
    ("GTM_AGENT_GROUP", "instance.profile.gtm.agentGroup"),
    ("GTM_SQS_PENDING_QUEUE", "instance.profile.gtm.pendingQueue"),
    ("GTM_SQS_RESULTS_QUEUE", "instance.profile.gtm.resultsQueue"),
    ("GTM_SNS_RESULTS_TOPIC", "instance.profile.gtm.resultsTopic"),
    ("GTM_DOCKER_IMAGE_WHITELIST", "instance.profile.gtm.imageWhitelist"),
    ("GTM_AGENT_PORT", "instance.profile.gtm.port"),
    ("IAM_ENABLED", "instance.profile.gtm.iam"),
];

/// Mounts and volumes by their place.
const MOUNTS: &[(&str, &str)] = &[
    ("/var/lib/docker", "image.docker.daemon.data.kind"),
    ("/home/rootless", "image.docker.daemon.data.kind"),
    ("/certs", "image.docker.mode"),
    ("/var/run", "image.docker.mode"),
    ("/run/user", "image.docker.mode"),
];

/// The field that makes the line of `key` (`Pod:spec.containers[0].image`).
pub(crate) fn field_of(key: &str, pod: &Value) -> Option<&'static str> {
    let (kind, path) = key.trim_start_matches('-').split_once(':')?;
    match kind {
        "PersistentVolumeClaim" if path.contains("storageClassName") => Some("instance.storage.class"),
        "PersistentVolumeClaim" if path.starts_with("spec") => Some("instance.storage.size"),
        "Secret" => Some("image.registryCredentials"),
        "Pod" => of_pod(path, pod),
        _ => path.starts_with("metadata.name").then_some("instance.namePrefix"),
    }
}

/// Whether the field of `path`, or one within it, makes the line of `key`.
pub(crate) fn is_made_by(key: &str, path: &str, pod: &Value) -> bool {
    field_of(key, pod).is_some_and(|field| field == path || relatives(field).contains(&path))
}

/// Fields that make the same lines as `field`.
fn relatives(field: &str) -> &'static [&'static str] {
    match field {
        "instance.namePrefix" => &["instance.suffix"],
        "instance.labels" => &["instance.pool"],
        "instance.size.preset" => &["instance.size.agentShare", "instance.size.cpu", "instance.size.memory"],
        "instance.size.agentShare" => &["instance.size.preset", "instance.size.cpu", "instance.size.memory"],
        "image.docker.daemon.data.kind" => {
            &["image.docker.daemon.data.size", "image.docker.daemon.data.storageClass"]
        }
        "image.docker.daemon.extraArgs" => &[
            "image.docker.port",
            "image.docker.bind",
            "image.docker.socketDirectory",
            "image.docker.daemon.mtu",
            "image.docker.daemon.storageDriver",
            "image.docker.daemon.registryMirrors",
            "image.docker.daemon.insecureRegistries",
        ],
        "instance.profile.kind" => &["instance.profile.bamboo.serverUrl"],
        _ => &[],
    }
}

/// The init container that hands the directories shared with siblings to the agent's user.
const HAND_OVER: &str = "own-directories";

fn of_pod(path: &str, pod: &Value) -> Option<&'static str> {
    if let Some(field) = first(POD, path) {
        return Some(field);
    }
    let container = container_of(path)?;
    let value = container.iter().try_fold(pod, |value, step| step.of(value))?;
    let inside = path.get(path.find(']')? + 1..)?;
    if value.get("name").and_then(Value::as_str) == Some(HAND_OVER) {
        return Some("image.docker.hostSocket.dataDirectory");
    }
    let privileged = value.pointer("/securityContext/privileged").and_then(Value::as_bool) == Some(true);
    if let Some(field) =
        item(value, inside, ".volumeMounts", "mountPath").and_then(|place| first(MOUNTS, place))
    {
        return Some(field);
    }
    if privileged {
        return first(DAEMON, inside);
    }
    item(value, inside, ".env", "name")
        .and_then(|name| first(VARIABLES, name))
        .or_else(|| first(AGENT, inside))
        .or(match inside {
            inside if inside.starts_with(".env") => Some("instance.env"),
            inside if inside.starts_with(".volumeMounts") => Some("instance.storage.size"),
            _ => None,
        })
}

/// A step into the pod.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Key(key) => value.get(key),
            Self::Index(index) => value.get(index),
        }
    }
}

/// The steps to the container that holds `path`.
fn container_of(path: &str) -> Option<[Step<'_>; 3]> {
    let rest = path.strip_prefix("spec.")?;
    let (list, rest) = rest.split_once('[')?;
    let is_containers = list == "containers" || list == "initContainers";
    let index = rest.split_once(']')?.0.parse().ok()?;
    is_containers.then_some([Step::Key("spec"), Step::Key(list), Step::Index(index)])
}

/// What the item of `list` that `inside` (`.env[2].value`) is in says at `name`.
fn item<'v>(container: &'v Value, inside: &str, list: &str, name: &str) -> Option<&'v str> {
    let index: usize = inside.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?.0.parse().ok()?;
    container.get(list.get(1..)?)?.get(index)?.get(name)?.as_str()
}

fn first(table: &'static [(&'static str, &'static str)], path: &str) -> Option<&'static str> {
    table.iter().find(|(beginning, _)| path.starts_with(beginning)).map(|(_, field)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leads_to_the_field_that_made_it() {
        let pod = serde_json::json!({"spec": {
            "initContainers": [
                {"name": "docker", "securityContext": {"privileged": true}},
                {"name": "own-directories", "securityContext": {"runAsUser": 0}},
            ],
            "containers": [{
                "name": "bamboo-agent",
                "env": [{"name": "DOCKER_HOST"}, {"name": "MINE"}],
                "volumeMounts": [{"mountPath": "/certs/client"}, {"mountPath": "/home/bamboo"}],
            }],
        }});
        for (key, expected) in [
            ("Pod:metadata.name", Some("instance.namePrefix")),
            ("Pod:spec.containers[0].image", Some("image.agentImage")),
            ("Pod:spec.initContainers[0].image", Some("image.docker.daemon.image")),
            ("Pod:spec.initContainers[1].command[0]", Some("image.docker.hostSocket.dataDirectory")),
            ("Pod:spec.containers[0].env[0].value", Some("image.docker.mode")),
            ("Pod:spec.containers[0].env[1].value", Some("instance.env")),
            ("Pod:spec.containers[0].volumeMounts[0].mountPath", Some("image.docker.mode")),
            ("Pod:spec.containers[0].volumeMounts[1].name", Some("instance.storage.size")),
            ("-Pod:spec.initContainers[0].resources.limits.cpu", Some("instance.size.agentShare")),
            ("PersistentVolumeClaim:spec.resources.requests.storage", Some("instance.storage.size")),
            ("Pod:apiVersion", None),
        ] {
            assert_eq!(field_of(key, &pod), expected, "{key}");
        }
    }
}
