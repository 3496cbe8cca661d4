//! The cluster as its own controllers see it: the store, what is served, and trusted writes that pass no admission.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    apply::{self, Writer},
    clock,
    controllers::load::Load,
    events::Recorder,
    faults::Faults,
    logs::LogBook,
    object,
    options::Options,
    random,
    requests::Requests,
    resource::Registry,
    store::{Key, Refused, Store},
};

/// Everything that requests and controllers share.
pub(crate) struct Cluster {
    pub(crate) store: Arc<Store>,
    pub(crate) registry: Registry,
    pub(crate) options: Options,
    pub(crate) logs: LogBook,
    pub(crate) recorder: Recorder,
    pub(crate) faults: Faults,
    /// Which pods wait for the node, and what those on it ask of it.
    pub(crate) load: Mutex<Load>,
    pub(crate) requests: Requests,
    /// Whether the kubelet runs.
    pub(crate) kubelet: watch::Sender<bool>,
    pods_numbered: AtomicU32,
    services_numbered: AtomicU32,
}

/// How often a write that keeps losing races is tried; each loss means another write won.
const ATTEMPTS: usize = 100;

impl Cluster {
    /// A cluster with nothing in it.
    pub(crate) fn new(options: Options) -> Self {
        Self {
            store: Arc::new(Store::new(options.history)),
            registry: Registry::new(),
            options,
            logs: LogBook::default(),
            recorder: Recorder::default(),
            faults: Faults::default(),
            load: Mutex::default(),
            requests: Requests::default(),
            kubelet: watch::Sender::new(true),
            pods_numbered: AtomicU32::new(1),
            services_numbered: AtomicU32::new(1),
        }
    }

    /// One object by its storage name.
    pub(crate) fn get(&self, storage: &str, namespace: &str, name: &str) -> Option<Arc<Value>> {
        self.store.get(&Key::new(storage, namespace, name))
    }

    /// All objects of a storage name, in one namespace or in all.
    pub(crate) fn list(&self, storage: &str, namespace: Option<&str>) -> Vec<Arc<Value>> {
        self.store.list(storage, namespace).0
    }

    /// The name of the storage class marked as default.
    pub(crate) fn default_storage_class(&self) -> Option<String> {
        let is_default = |class: &Value| {
            let key = "storageclass.kubernetes.io/is-default-class";
            object::entry(class, "/metadata/annotations", key).and_then(Value::as_str) == Some("true")
        };
        let classes = self.list("storageclasses", None);
        classes.iter().find(|class| is_default(class)).map(|class| object::name(class).to_owned())
    }

    /// The address of the next pod.
    pub(crate) fn next_pod_address(&self) -> String {
        address("10.244", &self.pods_numbered)
    }

    /// The address of the next service.
    pub(crate) fn next_service_address(&self) -> String {
        address("10.96", &self.services_numbered)
    }

    /// Creates an object as a controller does; the metadata is completed. `None` when it exists already.
    pub(crate) fn create(&self, manager: &str, storage: &str, mut new: Value) -> Option<Arc<Value>> {
        let key = Key::new(storage, object::namespace(&new), object::name(&new));
        object::put_default(&mut new, "/metadata/uid", random::uid());
        object::put_default(&mut new, "/metadata/creationTimestamp", clock::now());
        self.record(manager, "", storage, &Value::Null, &mut new);
        self.store.create(&key, new).ok()
    }

    /// Changes an object as a controller does. Nothing happens when it is gone or `change` leaves it as it was.
    pub(crate) fn change(&self, manager: &str, subresource: &str, key: &Key, change: impl Fn(&mut Value)) {
        for _ in 0..ATTEMPTS {
            let Some(live) = self.store.get(key) else { return };
            let mut new = Value::clone(&live);
            change(&mut new);
            if new == *live {
                return;
            }
            self.record(manager, subresource, &key.storage, &live, &mut new);
            if self.commit(key, &live, new) != Err(Refused::Stale) {
                return;
            }
        }
    }

    /// Stores the new state of an object; one that waited only for its finalizers is removed by losing the last.
    pub(crate) fn commit(&self, key: &Key, live: &Value, new: Value) -> Result<Arc<Value>, Refused> {
        if object::deleting(&new) && may_go(&new) {
            self.store.remove(key, live, new)
        } else {
            self.store.replace(key, live, new)
        }
    }

    /// Removes an object at once, whatever state it is in.
    pub(crate) fn remove(&self, key: &Key) {
        while let Some(live) = self.store.get(key) {
            if self.store.remove(key, &live, Value::clone(&live)) != Err(Refused::Stale) {
                return;
            }
        }
    }

    fn record(&self, manager: &str, subresource: &str, storage: &str, live: &Value, new: &mut Value) {
        let Some(resource) = self.registry.stored_as(storage) else { return };
        let writer = Writer {
            manager: manager.to_owned(),
            apply: false,
            api_version: resource.api_version(),
            subresource: subresource.to_owned(),
        };
        object::put_default(new, "/apiVersion", resource.api_version());
        object::put_default(new, "/kind", resource.kind.as_str());
        apply::record_update(&resource, live, new, &writer);
    }
}

/// Whether an object that is being deleted has nothing left to wait for.
pub(crate) fn may_go(object: &Value) -> bool {
    object::items(object, "/metadata/finalizers").is_empty()
        && object::items(object, "/spec/finalizers").is_empty()
        && *object::at(object, "/metadata/deletionGracePeriodSeconds") == json!(0)
}

fn address(network: &str, counter: &AtomicU32) -> String {
    let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
    format!("{network}.{}.{}", (number / 250) % 250, number % 250 + 2)
}
