use std::collections::HashSet;
use std::sync::Arc;

use kube::api::Api;
use kube::{Resource, ResourceExt};
use tokio::sync::Semaphore;

use super::memory::Memory;
use super::pauses::Pauses;
use super::requests::{LATE, PLACES, SILENT, WORKERS};
use super::teller::Teller;
use crate::cluster::Link;
use crate::crd::AgentInstance;
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
    pub(super) objects: Objects,
    /// Room for requests that are under way.
    pub(super) places: Semaphore,
    /// Room for requests that are not answered soon.
    pub(super) late: Semaphore,
    /// Room for passes of instances whose last pass waited in vain for an answer.
    pub(super) silent: Arc<Semaphore>,
    /// Threads for what takes long: its own, so that what people ask for cannot keep it from them.
    pub(super) work: Work,
    /// Room for passes that use them; the others wait, for as long as it takes.
    pub(super) workers: Semaphore,
    /// The statuses, as the API server last had them: the store may still have older ones.
    pub(super) memory: Memory,
    /// The instances whose passes halted.
    pub(super) pauses: Pauses,
    /// Says the events.
    pub(super) teller: Teller,
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
            places: Semaphore::new(PLACES),
            late: Semaphore::new(LATE),
            silent: Arc::new(Semaphore::new(SILENT)),
            work: Work::default(),
            workers: Semaphore::new(WORKERS),
            memory: Memory::default(),
            pauses: Pauses::default(),
            teller: Teller::default(),
        }
    }

    /// The instances, to write their status.
    pub(super) fn instances(&self) -> Api<AgentInstance> {
        Api::namespaced(self.link.client.clone(), &self.link.identity.namespace)
    }

    /// Forgets instances that are no more, once there are many of them.
    pub(super) fn forget(&self) {
        if self.memory.len() <= 2 * self.stores.instances.len() + 64 {
            return;
        }
        let known: HashSet<String> =
            self.stores.instances.state().iter().filter_map(|known| known.uid()).collect();
        self.memory.keep(&known);
        self.pauses.keep(&known);
    }
}

/// The uid of an instance; the API server gives one to every object.
pub(super) fn uid(instance: &AgentInstance) -> String {
    instance.meta().uid.clone().unwrap_or_default()
}
