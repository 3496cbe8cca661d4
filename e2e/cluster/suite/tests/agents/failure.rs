//! What cannot work, and what the console says of it.

use std::sync::Arc;

use cluster_suite::{Cluster, chosen, in_time};
use futures::StreamExt;
use futures::stream;
use k8s_openapi::api::core::v1::{Namespace, ResourceQuota};
use kube::api::{Api, Patch, PatchParams, PostParams};
use serde_json::json;
use slipway_core::api::{Current, InstanceView};
use slipway_core::config::{Config, DockerMode, KeyRef, PullPolicy, SizePreset};

use crate::case::Case;
use crate::ground::{Ground, PRIVATE_IMAGE, alone, beside, fast_sandbox, real_cluster};
use crate::matrix::case;
use crate::show::AT_ONCE;

/// One thing that goes wrong.
struct Failure {
    name: &'static str,
    /// What is wrong with the settings; the cluster's own images differ between the sandbox and a real one.
    edit: fn(&mut Config, bool),
    /// What is wrong around them.
    around: Around,
    /// What the console's diagnosis is called.
    code: &'static str,
    /// Parts of its sentences.
    says: &'static [&'static str],
    /// What is in the agent's log.
    log: &'static str,
}

/// What is wrong in the namespace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    /// The namespace refuses privileged pods.
    PodSecurity,
    /// The namespace allows no pod.
    Quota,
}

const NOTHING: Failure =
    Failure { name: "", edit: |_, _| {}, around: Around::Nothing, code: "", says: &[], log: "" };

/// Each is played by the sandbox, too.
const FAILURES: [Failure; 15] = [
    Failure {
        name: "image not found",
        edit: |config, sandbox| {
            let real = "wndtnl/no-such-agent:1";
            let image = if sandbox { "registry.example.com/not-found/agent:1" } else { real };
            config.image.agent_image = image.to_owned();
        },
        code: "image-not-found",
        says: &["The registry does not have the image"],
        ..NOTHING
    },
    Failure {
        name: "registry out of reach",
        edit: |config, _| config.image.agent_image = "registry.invalid/agent:1".to_owned(),
        code: "registry-unreachable",
        says: &["The node cannot reach the registry of the image \"registry.invalid/agent:1\""],
        ..NOTHING
    },
    Failure {
        name: "wrong pull secret",
        edit: |config, sandbox| {
            let image = if sandbox { "private.example.com/agent:1" } else { PRIVATE_IMAGE };
            config.image.agent_image = image.to_owned();
            config.image.registry_credentials = "wrong".to_owned();
            config.image.pull_policy = PullPolicy::Always;
        },
        code: "image-pull-unauthorized",
        says: &["The registry does not accept the credentials for the image"],
        ..NOTHING
    },
    Failure {
        name: "missing Secret of the agent",
        edit: |config, _| {
            let mut variable = slipway_core::config::EnvVar::default();
            "TOKEN".clone_into(&mut variable.name);
            variable.secret = Some(KeyRef::new("no-such-secret", "token"));
            config.instance.env.push(variable);
        },
        code: "secret-missing",
        says: &["The Secret \"no-such-secret\", which container agent needs, does not exist."],
        ..NOTHING
    },
    Failure {
        name: "missing key of a Secret",
        edit: |config, _| {
            let mut variable = slipway_core::config::EnvVar::default();
            "TOKEN".clone_into(&mut variable.name);
            variable.secret = Some(KeyRef::new("jenkins-agent", "no-such-key"));
            config.instance.env.push(variable);
        },
        code: "key-missing",
        says: &["The Secret \"jenkins-agent\" has no key \"no-such-key\", which container agent needs."],
        ..NOTHING
    },
    Failure {
        name: "no storage class",
        edit: |config, _| config.instance.storage.class = "no-such-class".to_owned(),
        code: "storage-class-missing",
        says: &["the cluster has no storage class \"no-such-class\""],
        ..NOTHING
    },
    Failure {
        name: "no node with these labels",
        edit: |config, _| {
            config.instance.node_selector.insert("slipway.test/nobody".to_owned(), "here".to_owned());
        },
        code: "unschedulable-selector",
        says: &["No node can take the pod", "slipway.test/nobody=here"],
        ..NOTHING
    },
    Failure {
        name: "no node so large",
        edit: |config, _| {
            config.instance.size.preset = SizePreset::Custom;
            config.instance.size.cpu = "500".to_owned();
        },
        code: "unschedulable-resources",
        says: &["No node can take the pod: not enough cpu left, it asks for 500"],
        ..NOTHING
    },
    Failure {
        name: "startup probe that cannot pass",
        edit: |config, _| {
            config.image.docker.mode = DockerMode::DindTcp;
            config.instance.overlay =
                "initContainers:\n- name: docker\n  startupProbe:\n    exec: null\n    \
                                       tcpSocket: {port: 2375}\n"
                    .to_owned();
        },
        code: "probe-cannot-pass",
        says: &["dials port 2375 on the pod's address, but the server listens on 127.0.0.1 only"],
        ..NOTHING
    },
    Failure {
        name: "privileged forgotten",
        edit: |config, _| {
            config.instance.overlay =
                "initContainers:\n- name: docker\n  securityContext: {privileged: false}\n".to_owned();
        },
        code: "daemon-not-privileged",
        says: &["because its container is not privileged"],
        ..NOTHING
    },
    Failure {
        name: "daemon out of memory",
        edit: |config, _| {
            config.image.docker.mode = DockerMode::DindTcp;
            config.instance.overlay =
                "initContainers:\n- name: docker\n  resources:\n    limits: {memory: 48Mi}\n    \
                                       requests: {memory: 48Mi}\n"
                    .to_owned();
            imports(config, 300);
        },
        code: "daemon-out-of-memory",
        says: &["was killed", "because it reached its memory limit of 48Mi", "connection reset by peer"],
        log: "connection reset by peer",
        ..NOTHING
    },
    Failure {
        name: "command that does not exist",
        edit: |config, _| config.instance.profile.generic.command = vec!["no-such-command".to_owned()],
        code: "command-not-found",
        says: &["no-such-command"],
        ..NOTHING
    },
    Failure {
        name: "data volume full",
        edit: |config, _| {
            config.image.docker.daemon.data.size = "64Mi".to_owned();
            imports(config, 300);
        },
        code: "evicted",
        says: &["grew beyond its size limit"],
        ..NOTHING
    },
    Failure {
        name: "pod security",
        around: Around::PodSecurity,
        code: "pod-security",
        says: &["violates PodSecurity \"baseline", "needs the level \"privileged\""],
        ..NOTHING
    },
    Failure {
        name: "quota",
        around: Around::Quota,
        code: "quota",
        says: &["exceeded quota", "A ResourceQuota of the namespace forbids it"],
        ..NOTHING
    },
];

/// An agent that gives its daemon so many mebibytes, and goes on trying.
fn imports(config: &mut Config, size: u32) {
    let script = format!(
        "trap exit TERM; head -c {size}m /dev/urandom >/tmp/big; \
         while :; do tar -c -C /tmp big | docker import - big:1; sleep 2; done"
    );
    config.instance.profile.generic.command = vec!["sh".to_owned(), "-c".to_owned(), script];
}

/// The snippets name the daemon as a sidecar; where it cannot be one it stands beside the agent.
fn for_version(case: Case, ground: &Ground) -> Case {
    let mut case = case.on(ground.console.target());
    if !case.is_native() {
        case.config.instance.overlay = case.config.instance.overlay.replace("initContainers:", "containers:");
    }
    case
}

/// What runs on a real cluster unless all is asked for.
const CHOICE: [&str; 2] = ["missing Secret of the agent", "daemon out of memory"];

async fn check(cluster: Arc<Cluster>) {
    let failures = chosen(&cluster, FAILURES.iter().collect(), &CHOICE, |failure| failure.name);
    let _alone = alone(&cluster).await;
    let failed = stream::iter(&failures).map(async |failure| {
        let mut case = case("failure", |_| {});
        (failure.edit)(&mut case.config, cluster.is_sandbox());
        let shown = beside(&cluster, async |ground| {
            let case = for_version(case.clone(), ground);
            fails(ground, failure, &case).await
        })
        .await;
        shown.err().map(|error| format!("{}: {error}", failure.name))
    });
    let wrong: Vec<String> = failed.buffered(AT_ONCE).filter_map(async |error| error).collect().await;
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), failures.len(), wrong.join("\n"));
}

async fn fails(ground: &Ground, failure: &Failure, case: &Case) -> Result<(), String> {
    let created = ground.console.create(&case.config, false).await;
    let name = created.map_err(|problem| format!("{} {:?}", problem.message, problem.fields))?.name;
    match failure.around {
        Around::Nothing => {}
        Around::PodSecurity => pod_security(ground).await,
        Around::Quota => quota(ground).await?,
    }
    ground.console.tell(&name, "start").await;
    let view = ground.console.until(&name, failure.name, |view| says(failure, view)).await?;
    complete(&view)?;
    if failure.around != Around::Nothing {
        refused_at_once(ground, failure, case).await?;
    }
    if failure.log.is_empty() { Ok(()) } else { logged(ground, &name, failure.log).await }
}

fn says(failure: &Failure, view: &InstanceView) -> bool {
    let Some(diagnosis) = &view.diagnosis else { return false };
    let sentences = format!("{} {}", diagnosis.sentence, view.sentence);
    // A daemon that is killed now and then limps in between.
    diagnosis.code == failure.code
        && (view.current == Current::Error || !diagnosis.stuck)
        && failure.says.iter().all(|part| sentences.contains(part))
}

/// A diagnosis says what to do and what shows it.
fn complete(view: &InstanceView) -> Result<(), String> {
    match &view.diagnosis {
        Some(diagnosis) if !diagnosis.advice.is_empty() && !diagnosis.evidence.is_empty() => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// What the cluster refuses, it refuses before anything is stored.
async fn refused_at_once(ground: &Ground, failure: &Failure, case: &Case) -> Result<(), String> {
    let mut config = case.config.clone();
    config.instance.suffix = "n3xt5".to_owned();
    match ground.console.apply(&config).await {
        Err(problem) if problem.status == 422 && problem.message.contains(failure.says[0]) => Ok(()),
        other => Err(format!("applied again: {other:?}")),
    }
}

/// The console shows it in the agent's log: of this start, or of the one before.
async fn logged(ground: &Ground, name: &str, part: &str) -> Result<(), String> {
    let path = format!("/instances/{name}/logs");
    let found = async || {
        let log = ground.console.send("GET", &path, &serde_json::Value::Null).await;
        log.text.contains(part).then_some(())
    };
    in_time(&format!("{part:?} in the agent's log"), found).await
}

async fn pod_security(ground: &Ground) {
    let namespaces: Api<Namespace> = Api::all(ground.place.cluster.client.clone());
    let level = json!({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "baseline"}}});
    let name = &ground.place.namespace;
    namespaces.patch(name, &PatchParams::default(), &Patch::Merge(level)).await.expect("another level");
}

/// The quota counts once its controller has looked; the sandbox counts when it is asked.
async fn quota(ground: &Ground) -> Result<(), String> {
    let quotas: Api<ResourceQuota> = ground.place.api();
    let quota = json!({"metadata": {"name": "no-pods"}, "spec": {"hard": {"pods": "0"}}});
    let quota = serde_json::from_value(quota).expect("a quota");
    quotas.create(&PostParams::default(), &quota).await.expect("a quota");
    let counted = async || {
        if ground.place.cluster.is_sandbox() {
            return Some(());
        }
        let found = quotas.get("no-pods").await.ok()?;
        found.status?.hard.map(|_| ())
    };
    in_time("the quota is counted", counted).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_work_is_said_on_the_sandbox() {
    check(fast_sandbox().await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn what_cannot_work_is_said_on_the_test_cluster() {
    check(real_cluster().await).await;
}
