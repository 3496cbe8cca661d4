use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use k8s_openapi::NamespaceResourceScope;
use kube::core::DeserializeGuard;
use kube::core::error_boundary::InvalidObject;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::watcher::Event;
use kube::{Resource, ResourceExt};

use crate::cluster::Link;

/// Takes the objects that cannot be read out of a watch, so that one of them does not hide all others, and tells the
/// link which these are.
pub(super) struct Sieve<K>
where
    K: Resource + 'static,
    K::DynamicType: Eq + Hash,
{
    link: Arc<Link>,
    store: Store<K>,
    /// The words of the reader, by name.
    found: BTreeMap<String, String>,
}

impl<K> Sieve<K>
where
    K: Resource<Scope = NamespaceResourceScope> + Clone + 'static,
    K::DynamicType: Default + Eq + Hash + Clone,
{
    /// For the watch that feeds `store`.
    pub(super) fn new(link: Arc<Link>, store: Store<K>) -> Self {
        Self { link, store, found: BTreeMap::new() }
    }

    /// What is left of an event.
    pub(super) fn sift(&mut self, event: Event<DeserializeGuard<K>>) -> Option<Event<K>> {
        match event {
            Event::Init => {
                self.found.clear();
                Some(Event::Init)
            }
            Event::InitApply(DeserializeGuard(read)) => {
                read.map_err(|bad| self.put(&bad)).ok().map(Event::InitApply)
            }
            Event::InitDone => {
                self.tell();
                Some(Event::InitDone)
            }
            Event::Apply(DeserializeGuard(read)) => self.applied(read),
            Event::Delete(object) => {
                let name = object.name_any();
                self.found.remove(&name);
                self.tell();
                object.0.ok().or_else(|| self.known(&name)).map(Event::Delete)
            }
        }
    }

    fn applied(&mut self, read: Result<K, InvalidObject>) -> Option<Event<K>> {
        let event = match read {
            Ok(object) => {
                self.found.remove(&object.name_any());
                Some(Event::Apply(object))
            }
            // What was known of it is not true any more.
            Err(bad) => {
                let name = self.put(&bad);
                self.known(&name).map(Event::Delete)
            }
        };
        self.tell();
        event
    }

    /// Remembers what cannot be read; its name.
    fn put(&mut self, bad: &InvalidObject) -> String {
        let name = bad.metadata.name.clone().unwrap_or_default();
        self.found.insert(name.clone(), bad.error.clone());
        name
    }

    fn known(&self, name: &str) -> Option<K> {
        let namespace = &self.link.identity.namespace;
        self.store.get(&ObjectRef::new(name).within(namespace)).map(Arc::unwrap_or_clone)
    }

    fn tell(&self) {
        self.link.cannot_read(&K::kind(&K::DynamicType::default()), &self.found);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use kube::runtime::reflector;
    use serde_json::{Value, json};

    use super::*;
    use crate::cluster::silent;
    use crate::crd::AgentInstance;

    /// An instance as the cluster sends it.
    fn object(name: &str, grace: Value) -> DeserializeGuard<AgentInstance> {
        let object = json!({
            "apiVersion": "slipway.dev/v1alpha1", "kind": "AgentInstance",
            "metadata": {"name": name, "namespace": "slipway"},
            "spec": {"image": "plain", "namePrefix": name, "terminationGraceSeconds": grace},
        });
        serde_json::from_value(object).expect("a guard takes anything with metadata")
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_named_and_hides_nothing_else() {
        let (good, bad) = (json!(30), json!(5_000_000_000_u64));
        let (store, mut writer) = reflector::store::<AgentInstance>();
        let link = Arc::new(silent(Duration::ZERO));
        let mut sieve = Sieve::new(link.clone(), store.clone());
        let mut check = |event, listed: &[&str], named: &[&str]| {
            if let Some(event) = sieve.sift(event) {
                writer.apply_watcher_event(&event);
            }
            let mut names: Vec<String> = store.state().iter().map(|object| object.name_any()).collect();
            names.sort();
            assert_eq!(names, listed);
            let trouble = link.view().trouble.unwrap_or_default();
            for name in ["a", "b"] {
                let is_named = trouble.contains(&format!("AgentInstance {name} ("));
                assert_eq!(is_named, named.contains(&name), "{name}: {trouble}");
            }
            assert_eq!(trouble.contains("5000000000"), !named.is_empty(), "{trouble}");
        };
        check(Event::Init, &[], &[]);
        check(Event::InitApply(object("a", good.clone())), &[], &[]);
        check(Event::InitApply(object("b", bad.clone())), &[], &[]);
        check(Event::InitDone, &["a"], &["b"]);
        check(Event::Apply(object("a", bad.clone())), &[], &["a", "b"]);
        check(Event::Apply(object("b", good.clone())), &["b"], &["a"]);
        check(Event::Delete(object("a", bad.clone())), &["b"], &[]);
        check(Event::Apply(object("b", bad.clone())), &[], &["b"]);
        // Listed anew: it went while nobody watched.
        check(Event::Init, &[], &["b"]);
        check(Event::InitApply(object("a", good.clone())), &[], &["b"]);
        check(Event::InitDone, &["a"], &[]);
    }
}
