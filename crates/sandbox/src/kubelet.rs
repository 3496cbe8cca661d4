//! The scripted kubelet: it takes the pods that are assigned to the node and plays what they would do.
//!
//! Every pod has a worker, a task that wakes when the pod changes or its next step is due. The worker moves a
//! [`pod_run::PodRun`], which is plain state and never waits, and publishes the status that follows from it.
//!
//! - `pod_run`: a pod: volumes, the order of its containers, its end
//! - `container`: a container: image, creation, run, exit, back-off
//! - `probe`, `exit`, `image`, `daemon`, `script`: what those steps need to know
//! - `status`: the pod status that follows
//! - `faults`: how pods fail, one file per way, one list
//! - `eviction`: how a pod loses its place
//! - `life`: the kubelet itself, which can be stopped

mod container;
mod daemon;
mod eviction;
pub(crate) mod faults;
mod image;
mod life;
mod pod_run;
mod probe;
mod script;
mod status;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::{
    cluster::Cluster,
    node, object,
    store::{Change, Key, Watcher},
};
use pod_run::{PodRun, Progress};

/// What all workers share: the images that have been pulled.
#[derive(Default)]
pub(crate) struct Node {
    images: Mutex<HashSet<String>>,
}

impl Node {
    /// Whether an image is on the node.
    pub(crate) fn has_image(&self, image: &str) -> bool {
        self.images.lock().unwrap_or_else(PoisonError::into_inner).contains(image)
    }

    /// Remembers a pulled image.
    pub(crate) fn keep_image(&self, image: &str) {
        self.images.lock().unwrap_or_else(PoisonError::into_inner).insert(image.to_owned());
    }
}

/// Runs the kubelet until the task is dropped; its workers end with it.
pub(crate) async fn run(cluster: Arc<Cluster>) {
    let node = Arc::new(Node::default());
    let mut workers = JoinSet::new();
    workers.spawn(life::run(Arc::clone(&cluster)));
    let mut known: HashMap<String, Arc<Notify>> = HashMap::new();
    loop {
        let (pods, revision) = cluster.store.list("pods", None);
        let mut watcher = Watcher::new(&cluster.store, "pods", None, revision);
        for pod in &pods {
            tend(&cluster, &node, &mut workers, &mut known, pod);
        }
        while let Ok(events) = watcher.next().await {
            for event in events {
                tend(&cluster, &node, &mut workers, &mut known, &event.object);
                if event.change == Change::Deleted {
                    known.remove(object::uid(&event.object));
                    cluster.logs.forget(object::uid(&event.object));
                }
            }
            while workers.try_join_next().is_some() {}
        }
        // Who missed something may have missed the end of its pod.
        known.values().for_each(|worker| worker.notify_one());
        let pods = cluster.list("pods", None);
        let there: HashSet<&str> = pods.iter().map(|pod| object::uid(pod)).collect();
        known.retain(|uid, _| there.contains(uid.as_str()));
    }
}

/// Wakes a pod's worker, or starts one.
fn tend(
    cluster: &Arc<Cluster>,
    node: &Arc<Node>,
    workers: &mut JoinSet<()>,
    known: &mut HashMap<String, Arc<Notify>>,
    pod: &Value,
) {
    if object::text(pod, "/spec/nodeName") != node::NAME {
        return;
    }
    if let Some(worker) = known.get(object::uid(pod)) {
        worker.notify_one();
        return;
    }
    let changed = Arc::new(Notify::new());
    known.insert(object::uid(pod).to_owned(), Arc::clone(&changed));
    let key = Key::new("pods", object::namespace(pod), object::name(pod));
    workers.spawn(work(Arc::clone(cluster), Arc::clone(node), key, object::uid(pod).to_owned(), changed));
}

async fn work(cluster: Arc<Cluster>, node: Arc<Node>, key: Key, uid: String, changed: Arc<Notify>) {
    let mut run = PodRun::new(Arc::clone(&cluster), node);
    loop {
        life::running(&cluster).await;
        let Some(pod) = cluster.store.get(&key).filter(|pod| object::uid(pod) == uid) else { return };
        let progress = run.advance(&pod, Instant::now());
        cluster.change("kubelet", "status", &key, |pod| {
            if object::uid(pod) == uid {
                status::write(pod, &run);
            }
        });
        let wake = match progress {
            Progress::Gone => {
                if cluster.store.get(&key).is_some_and(|pod| object::uid(&pod) == uid) {
                    let_go(&cluster, &key);
                }
                return;
            }
            Progress::Until(wake) => wake,
        };
        tokio::select! {
            () = wait_until(wake) => {}
            () = changed.notified() => {}
        }
    }
}

async fn wait_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// Ends the grace period of a pod whose containers have all stopped; without finalizers the pod goes.
fn let_go(cluster: &Cluster, key: &Key) {
    cluster.change("kubelet", "", key, |pod| {
        object::put(pod, "/metadata/deletionGracePeriodSeconds", 0.into());
    });
}
