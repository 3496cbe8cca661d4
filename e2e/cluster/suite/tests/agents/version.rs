//! One configuration, and what becomes of it on the version of Kubernetes that is there: the same tests pass on a
//! cluster with native sidecars and on one without, and assert the one or the other.

use std::sync::Arc;

use cluster_suite::{Cluster, in_place};
use futures::StreamExt;
use futures::stream;
use k8s_openapi::api::core::v1::{Container, ContainerStatus, Pod};
use k8s_openapi::jiff::Timestamp;
use kube::Error;
use kube::api::{Api, PostParams};
use slipway_core::target::KubernetesVersion;
use slipway_server::errors;

use crate::case::Case;
use crate::ground::{Ground, alone, on, real_cluster};
use crate::show::{AT_ONCE, Shown, inside};
use crate::{life, matrix};

/// What runs where the cluster has native sidecars: the pods are those of the modes that ask for one.
const CHOICE: [&str; 2] = ["tls-auto", "pre-pull-auto"];

/// How the cluster runs a daemon.
#[derive(Debug, PartialEq, Eq)]
enum Placed {
    /// As an init container that goes on; the kubelet waited for its startup probe.
    Sidecar,
    /// Beside the agent, which the kubelet started when the hook of the daemon's container had ended.
    Beside,
}

/// The daemon's place in a pod whose containers all run, and that it came before the agent.
fn placed(pod: &Pod, agent: &str, daemon: &str) -> Result<Placed, String> {
    let (spec, status) = (pod.spec.as_ref().ok_or("no spec")?, pod.status.as_ref().ok_or("no status")?);
    let (init, main) = (spec.init_containers.as_deref().unwrap_or_default(), &spec.containers);
    let sidecar = init.iter().any(|it| it.name == daemon && it.restart_policy.as_deref() == Some("Always"));
    let hook =
        |it: &&Container| it.lifecycle.as_ref().is_some_and(|lifecycle| lifecycle.post_start.is_some());
    let beside = main.iter().find(|it| it.name == daemon).filter(hook).is_some();
    let (statuses, placed) = match (sidecar, beside) {
        (true, false) => (&status.init_container_statuses, Placed::Sidecar),
        (false, true) => (&status.container_statuses, Placed::Beside),
        (true, true) | (false, false) => return Err(format!("{init:?} {main:?}")),
    };
    let daemon = running_since(statuses.as_deref(), daemon)?;
    let agent = running_since(status.container_statuses.as_deref(), agent)?;
    if daemon <= agent {
        Ok(placed)
    } else {
        Err(format!("the daemon since {daemon}, the agent since {agent}"))
    }
}

/// When the running container started.
fn running_since(statuses: Option<&[ContainerStatus]>, name: &str) -> Result<Timestamp, String> {
    let status = statuses.unwrap_or_default().iter().find(|status| status.name == name);
    let running = status.and_then(|status| status.state.as_ref()?.running.as_ref()?.started_at.as_ref());
    running.map(|time| time.0).ok_or_else(|| format!("{name} does not run: {status:?}"))
}

async fn try_case(ground: &Ground, case: &Case, shown: &mut Shown) -> Result<(), String> {
    let applied = ground.console.apply(&case.config).await;
    let name = applied.map_err(|problem| format!("{} {:?}", problem.message, problem.fields))?.name;
    ground.console.until_active(&name).await?;
    let pods: Api<Pod> = ground.place.api();
    let pod = pods.get(&name).await.map_err(|error| error.to_string())?;
    let (agent, daemon) = case.containers();
    let placed = placed(&pod, &agent, &daemon.ok_or("no daemon")?)?;
    let expected = if case.is_native() { Placed::Sidecar } else { Placed::Beside };
    if placed != expected {
        return Err(format!("on {} it is {placed:?}", ground.console.target().kubernetes));
    }
    inside(ground, case, &name, shown).await;
    life::remove(ground, &name, &case.config.image_name).await
}

async fn wrong(ground: &Ground, case: Case) -> Vec<String> {
    let case = case.on(ground.console.target());
    let mut shown = Shown { name: case.name.clone(), facts: Vec::new() };
    let tried = try_case(ground, &case, &mut shown).await;
    let tried = tried.err().map(|error| format!("{}: {error}", case.name));
    tried.into_iter().chain(shown.wrong()).collect()
}

async fn check(cluster: Arc<Cluster>, cases: Vec<Case>) {
    let wrong: Vec<Vec<String>> = on(&cluster, async |ground| {
        stream::iter(cases.clone()).map(|case| wrong(ground, case)).buffered(AT_ONCE).collect().await
    })
    .await;
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn daemons_left_to_the_version_are_what_it_has_and_come_first_on_the_test_cluster() {
    let cluster = real_cluster().await;
    let mut cases = matrix::left_to_the_version();
    if cluster.target().await.kubernetes >= KubernetesVersion::NATIVE_SIDECARS {
        cases.retain(|case| CHOICE.contains(&case.name.as_str()));
    }
    assert!(cases.len() >= CHOICE.len(), "{CHOICE:?}");
    check(cluster, cases).await;
}

/// Why the version counts: the pod made for a newer cluster cannot be used, and the console would say why.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real cluster"]
async fn a_sidecar_is_refused_where_there_are_none_on_a_real_cluster() {
    let cluster = real_cluster().await;
    let _alone = alone(&cluster).await;
    in_place(&cluster, async |place| {
        let made_for_the_newest = matrix::case("newest", |_| {}).pod();
        let pod: Pod = serde_json::from_value(made_for_the_newest).unwrap();
        let dry_run = PostParams { dry_run: true, ..PostParams::default() };
        let created = place.api::<Pod>().create(&dry_run, &pod).await;
        if place.cluster.target().await.kubernetes >= KubernetesVersion::NATIVE_SIDECARS {
            created.unwrap();
            return;
        }
        let Err(Error::Api(status)) = created else { panic!("{created:?}") };
        let said = errors::explained(&status);
        assert!(said.contains("the cluster is older than native sidecars (Kubernetes 1.29)"), "{said}");
    })
    .await;
}
