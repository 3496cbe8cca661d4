use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kube::api::Api;
use kube::runtime::events::Reporter;
use kube::{Resource, ResourceExt};

use crate::cluster::Link;
use crate::crd::{AgentInstance, AgentInstanceStatus};
use crate::objects::Objects;
use crate::watch::Stores;
use crate::work::Work;

/// What every pass needs.
pub struct Context {
    /// The cluster.
    pub link: Arc<Link>,
    /// What is known of it.
    pub stores: Stores,
    /// Reads and changes objects.
    pub objects: Objects,
    /// Threads for what takes long: its own, so that what people ask for cannot keep it from them.
    pub work: Work,
    /// The statuses last written, by uid: the store may still have an older one.
    written: Mutex<HashMap<String, AgentInstanceStatus>>,
    /// Passes that were refused in a row, by uid.
    refusals: Mutex<HashMap<String, u32>>,
}

impl Context {
    /// The context of the controller of one cluster.
    #[must_use]
    pub fn new(link: Arc<Link>, stores: Stores) -> Self {
        let objects = Objects::new(link.client.clone(), &link.identity.namespace);
        Self {
            link,
            stores,
            objects,
            work: Work::default(),
            written: Mutex::default(),
            refusals: Mutex::default(),
        }
    }

    /// The instances, to write their status.
    pub(super) fn instances(&self) -> Api<AgentInstance> {
        Api::namespaced(self.link.client.clone(), &self.link.identity.namespace)
    }

    /// Who says the events.
    pub(super) fn reporter() -> Reporter {
        Reporter { controller: "slipway".to_owned(), instance: None }
    }

    /// The status an instance has. Only this controller writes it, so what it wrote last is the truth even while the
    /// store lags behind; `None` before its first pass.
    pub(super) fn status(&self, instance: &AgentInstance) -> Option<AgentInstanceStatus> {
        let written = lock(&self.written).get(&uid(instance)).cloned();
        written.or_else(|| instance.status.clone())
    }

    /// Remembers a status that was written.
    pub(super) fn remember(&self, instance: &AgentInstance, status: AgentInstanceStatus) {
        let mut written = lock(&self.written);
        written.insert(uid(instance), status);
        if written.len() > 2 * self.stores.instances.len() + 64 {
            let known: std::collections::HashSet<String> =
                self.stores.instances.state().iter().filter_map(|known| known.uid()).collect();
            written.retain(|uid, _| known.contains(uid));
            lock(&self.refusals).retain(|uid, _| known.contains(uid));
        }
    }

    /// Counts a refusal; how many there were in a row.
    pub(super) fn refused(&self, instance: &AgentInstance) -> u32 {
        let mut refusals = lock(&self.refusals);
        let count = refusals.entry(uid(instance)).or_default();
        *count = count.saturating_add(1);
        *count
    }

    /// A pass was not refused.
    pub(super) fn accepted(&self, instance: &AgentInstance) {
        lock(&self.refusals).remove(&uid(instance));
    }
}

/// The uid of an instance; the API server gives one to every object.
pub(super) fn uid(instance: &AgentInstance) -> String {
    instance.meta().uid.clone().unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
