//! Runs cases and writes down what was shown.

use std::sync::Arc;

use cluster_suite::{Cluster, chosen, exec, part};
use futures::StreamExt;
use futures::stream;
use k8s_openapi::api::core::v1::Pod;
use kube::api::Api;
use slipway_core::api::{Current, FieldProblem, InstanceView, Problem};
use slipway_core::config::DockerMode;

use crate::case::{self, Case, Since};
use crate::ground::{Ground, fast_sandbox, on, real_cluster};
use crate::probe::PROBES;
use crate::{life, matrix, verified};

/// What runs on a real cluster unless all is asked for: one of each CI system, daemon and kind of container.
const CHOICE: [(&str, &[&str]); 4] = [
    ("presets", &["bamboo-docker-runner", "bamboo-siblings", "gtm-dind", "jenkins-dind-plain"]),
    ("siblings", &["bamboo-siblings"]),
    ("modes", &["plain-loopback-container", "socket-run-native", "rootless-native"]),
    ("settings", &["pull-secret", "pre-pull-native"]),
];

/// Agents at once: that many fit on a node of two processors, and mostly they wait.
pub(crate) const AT_ONCE: usize = 3;

/// A part of the page.
#[derive(Clone, Copy)]
struct Section {
    name: &'static str,
    /// The node has a Docker daemon of its own meanwhile.
    has_docker_on_node: bool,
}

/// What is not written down.
const NOTHING: Section = section("");

const fn section(name: &'static str) -> Section {
    Section { name, has_docker_on_node: false }
}

/// The node's own Docker daemon, while this is kept.
struct Docker;

impl Docker {
    fn start() -> Self {
        part("start", "dockerd");
        Self
    }
}

impl Drop for Docker {
    fn drop(&mut self) {
        part("stop", "dockerd");
    }
}

/// What was shown of one case: the columns of its row.
pub(crate) struct Shown {
    pub(crate) name: String,
    pub(crate) facts: Vec<(&'static str, Result<String, String>)>,
}

impl Shown {
    /// Writes down one fact; whether it was as it should be.
    fn note(&mut self, name: &'static str, found: Result<String, String>) -> bool {
        let fine = found.is_ok();
        self.facts.push((name, found));
        fine
    }

    /// What was not as it should be.
    pub(crate) fn wrong(&self) -> Vec<String> {
        let wrong = self.facts.iter().filter_map(|(fact, found)| Some((fact, found.as_ref().err()?)));
        wrong.map(|(fact, error)| format!("{}: {fact}: {error}", self.name)).collect()
    }
}

/// Runs the cases and fails with everything that was not as it should be.
async fn check(cluster: Arc<Cluster>, section: Section, cases: Vec<Case>) {
    let names: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
    let choice = CHOICE.iter().find(|(name, _)| *name == section.name).map_or(&[][..], |(_, choice)| choice);
    let cases = chosen(&cluster, cases, choice, |case| &case.name);
    let all = on(&cluster, async |ground| {
        let docker = section.has_docker_on_node.then(Docker::start);
        let group = if docker.is_some() { Some(socket_group(ground).await) } else { None };
        let cases = cases.clone().into_iter().map(|case| {
            let mut case = case.on(ground.console.target());
            case.config.image.docker.host_socket.group = group;
            case
        });
        // They share the node's daemon, and with it the names of images.
        let at_once = if docker.is_some() { 1 } else { AT_ONCE };
        let shown = stream::iter(cases).map(async |case| show(ground, &case).await);
        let all: Vec<Shown> = shown.buffered(at_once).collect().await;
        drop(docker);
        all
    })
    .await;
    if !cluster.is_sandbox() {
        verified::record(&cluster, section.name, &names, &all).await;
    }
    let wrong: Vec<String> = all.iter().flat_map(Shown::wrong).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// The group of the node's socket, as an agent that is root sees it.
async fn socket_group(ground: &Ground) -> i64 {
    let case = matrix::case("node-docker", |config| config.image.docker.mode = DockerMode::HostSocket);
    let view = ground.console.apply(&case.config).await.unwrap();
    ground.console.until_active(&view.name).await.unwrap();
    let pods: Api<Pod> = ground.place.api();
    let script = "docker version >/dev/null && stat -c %g /var/run/docker.sock";
    let group = exec(&pods, &view.name, "agent", script).await.unwrap().success().unwrap();
    life::remove(ground, &view.name, &case.config.image_name).await.unwrap();
    group.parse().unwrap()
}

/// Everything about one case.
async fn show(ground: &Ground, case: &Case) -> Shown {
    let mut shown = Shown { name: case.name.clone(), facts: Vec::new() };
    let applied = ground.console.apply(&case.config).await;
    if let Some(since) = case.too_old_for() {
        shown.note("refused", refused(applied, since));
        return shown;
    }
    let view = match applied {
        Ok(view) => view,
        Err(problem) => {
            shown.note("active", Err(format!("{} {:?}", problem.message, problem.fields)));
            return shown;
        }
    };
    match case.fails_with {
        Some(code) => drop(shown.note("active", fails(ground, &view.name, code).await)),
        None => works(ground, case, &view, &mut shown).await,
    }
    let removed = life::remove(ground, &view.name, &case.config.image_name).await;
    shown.note("nothing left", removed.map(|()| "yes".to_owned()));
    shown
}

/// The console does not try what the cluster is too old for.
fn refused(applied: Result<InstanceView, Problem>, since: Since) -> Result<String, String> {
    let problem = applied.err().ok_or("it was accepted")?;
    let said = |field: &FieldProblem| field.path == since.setting && field.message.ends_with(since.says);
    if problem.fields.iter().any(said) { Ok("yes".to_owned()) } else { Err(format!("{problem:?}")) }
}

/// It cannot work here, and says why.
async fn fails(ground: &Ground, name: &str, code: &str) -> Result<String, String> {
    let said = |view: &InstanceView| {
        let diagnosis = view.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.code == code);
        diagnosis && view.current == Current::Error
    };
    ground.console.until(name, code, said).await.map(|view| view.sentence)
}

async fn works(ground: &Ground, case: &Case, view: &InstanceView, shown: &mut Shown) {
    let active = ground.console.until_active(&view.name).await;
    if !shown.note("active", active.map(|_| "yes".to_owned())) {
        return;
    }
    if !ground.place.cluster.is_sandbox() {
        inside(ground, case, &view.name, shown).await;
    }
    let again = async {
        life::stop_and_start(ground, &view.name).await?;
        if ground.place.cluster.is_sandbox() { Ok(()) } else { kept(ground, case, &view.name).await }
    };
    shown.note("stop, start", again.await.map(|()| "yes".to_owned()));
}

/// What works inside the agent's container.
pub(crate) async fn inside(ground: &Ground, case: &Case, name: &str, shown: &mut Shown) {
    let pods: Api<Pod> = ground.place.api();
    let (agent, _) = case.containers();
    for probe in &PROBES {
        let Some(script) = probe.script(case) else { continue };
        let written = exec(&pods, name, &agent, &script).await.and_then(cluster_suite::Output::success);
        shown.note(probe.name, written.and_then(|written| probe.judge(case, written)));
    }
}

/// What the first pod wrote to the home is there in the second.
async fn kept(ground: &Ground, case: &Case, name: &str) -> Result<(), String> {
    let pods: Api<Pod> = ground.place.api();
    let script = format!("cat {}/.slipway-probe", case.home());
    let found = exec(&pods, name, &case.containers().0, &script).await?.success()?;
    if found == "kept" { Ok(()) } else { Err(format!("the home has {found:?}")) }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_preset_starts_and_goes_on_the_sandbox() {
    check(fast_sandbox().await, NOTHING, case::presets()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_a_daemon_starts_and_goes_on_the_sandbox() {
    check(fast_sandbox().await, NOTHING, matrix::modes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_of_a_daemon_starts_and_goes_on_the_sandbox() {
    check(fast_sandbox().await, NOTHING, matrix::settings()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn every_preset_works_on_the_test_cluster() {
    check(real_cluster().await, section("presets"), case::presets()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real cluster"]
async fn every_way_to_a_daemon_works_on_a_real_cluster() {
    check(real_cluster().await, section("modes"), matrix::modes()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn every_setting_of_a_daemon_works_on_the_test_cluster() {
    check(real_cluster().await, section("settings"), matrix::settings()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the test cluster"]
async fn presets_with_the_nodes_docker_work_on_the_test_cluster() {
    let siblings = Section { has_docker_on_node: true, ..section("siblings") };
    check(real_cluster().await, siblings, case::siblings()).await;
}
