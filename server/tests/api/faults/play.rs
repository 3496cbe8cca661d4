//! Plays one fault against a server of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Request};
use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, Patch, PatchParams};
use kube::client::Client as Kube;
use serde_json::json;
use slipway_core::api::Current;
use slipway_server::cluster;
use slipway_server::serve::Settings;
use tokio::time::{Instant, interval, timeout};

use super::{AT_ONCE, EQUAL, LASTS, Row, TOLD, changes, shown, timing};
use crate::support::{LiveClient, Scene, preset, settings};

/// Who makes the changes: faults spare it.
const OTHERS: &str = "others";
/// What the server watches.
const WATCHED: [&str; 6] =
    ["agentimages", "agentinstances", "pods", "persistentvolumeclaims", "secrets", "events"];

/// A server, its stream, and somebody whom no fault hits.
struct Stage {
    scene: Scene,
    live: LiveClient,
    others: Kube,
}

/// What was wrong.
pub(super) async fn play(row: &Row) -> Vec<String> {
    let mut stage = Stage::begin().await;
    let mut wrong = Vec::new();
    let (begin, before) = (Instant::now(), stage.requests().await);
    let first = if row.before.is_empty() { row.orders } else { row.before };
    stage.order(first).await;
    let making = make_changes(stage.others.clone());
    let (_, told) = tokio::join!(making, stage.hear(row.told));
    wrong.extend((row.told && !told).then(|| format!("nothing is said within {TOLD:?}")));
    if !row.before.is_empty() {
        stage.order(row.orders).await;
    }
    stage.order("").await;
    wrong.extend(stage.settle(EQUAL, async |stage: &Stage| stage.difference().await).await);
    wrong.extend(excess(&before, &stage.requests().await, begin.elapsed()));
    wrong.extend(stage.settle(EQUAL, async |stage: &Stage| shown::restless(&stage.live)).await);
    stage.scene.running.stop().await;
    wrong
}

impl Stage {
    async fn begin() -> Self {
        let options = cluster::Options { timing: timing(), ..settings().cluster };
        let scene = Scene::with(Settings { cluster: options, ..settings() }).await;
        let mut config = kube::Config::new(scene.sandbox_url.parse().unwrap());
        config.headers.push((HeaderName::from_static("user-agent"), HeaderValue::from_static(OTHERS)));
        config.default_retry = false;
        let others = Kube::try_from(config).unwrap();
        scene.activate(&preset("bamboo-standalone")).await;
        let image = preset("bamboo-standalone").image_name;
        for name in changes::INSTANCES {
            changes::make(&others, changes::instance(name, &image, "Active")).await;
        }
        let mut live = scene.live().await;
        let active =
            |live: &LiveClient| live.instances.values().filter(|it| it.current == Current::Active).count();
        live.until("all active", |live| active(live) == 1 + changes::INSTANCES.len()).await;
        Self { scene, live, others }
    }

    /// Writes the annotation; what it orders spares the others. Nothing takes it back.
    async fn order(&self, faults: &str) {
        let orders = faults.split(';').filter(|it| !it.is_empty()).map(|it| match it {
            "checkpoint" | "rollback" | "other-cluster" => it.to_owned(),
            order => format!("{order} spare={OTHERS}"),
        });
        let orders = orders.collect::<Vec<_>>().join("; ");
        let text = if orders.is_empty() { serde_json::Value::Null } else { orders.into() };
        let patch = json!({"metadata": {"annotations": {"sandbox.slipway.dev/faults": text}}});
        let namespaces: Api<Namespace> = Api::all(self.others.clone());
        namespaces.patch("slipway", &PatchParams::default(), &Patch::Merge(patch)).await.unwrap();
    }

    /// Whether the console says that something is wrong, while the fault lasts.
    async fn hear(&mut self, waits: bool) -> bool {
        if !waits {
            return false;
        }
        let reading = async {
            while self.live.cluster.as_ref().is_none_or(|cluster| cluster.trouble.is_none()) {
                self.live.next().await;
            }
        };
        timeout(TOLD, reading).await.is_ok()
    }

    async fn difference(&self) -> Option<String> {
        shown::difference(&self.others, &self.scene.client, &self.live).await
    }

    /// Follows the stream until nothing is wrong, or what then still is.
    async fn settle(
        &mut self,
        within: Duration,
        wrong: impl AsyncFn(&Self) -> Option<String>,
    ) -> Option<String> {
        let end = Instant::now() + within;
        loop {
            let found = wrong(self).await?;
            if Instant::now() > end {
                return Some(format!("after {within:?}: {found}"));
            }
            while timeout(Duration::from_millis(50), self.live.next()).await.is_ok() {}
        }
    }

    /// How many requests there were, by verb and resource.
    async fn requests(&self) -> BTreeMap<String, u64> {
        let request = Request::get("/debug/requests").body(Vec::new()).unwrap();
        self.others.request(request).await.unwrap()
    }
}

/// Makes the changes one after the other, for as long as the fault lasts.
async fn make_changes(others: Kube) {
    let changes = changes::changes(&preset("bamboo-standalone").image_name);
    let mut times = interval(LASTS / u32::try_from(changes.len()).unwrap());
    for change in changes {
        times.tick().await;
        changes::make(&others, change).await;
    }
    times.tick().await;
}

/// Watches that asked more than they may: a few requests at once, and then as many as the time allows.
fn excess(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>, time: Duration) -> Vec<String> {
    let count = |of: &BTreeMap<String, u64>, key: &str| of.get(key).copied().unwrap_or_default();
    let made = |key: &str| count(after, key) - count(before, key);
    let times = |of: Duration| u32::try_from(time.as_millis() / of.as_millis()).unwrap();
    let mut excess = Vec::new();
    for kind in WATCHED {
        // Instances are listed to see how far the cluster is.
        let looks = if kind == "agentinstances" { 2 + times(timing().retry) } else { 0 };
        let allowed = u64::from(AT_ONCE + times(timing().request) + looks);
        let (watches, lists) = (made(&format!("watch {kind}")), made(&format!("list {kind}")));
        // This test lists some of them, at every look at what is there.
        let lists = if matches!(kind, "agentimages" | "agentinstances" | "pods") { 0 } else { lists };
        if watches + lists > allowed {
            excess.push(format!(
                "{watches} watches and {lists} lists of {kind} in {time:?}, {allowed} are allowed"
            ));
        }
    }
    excess
}
