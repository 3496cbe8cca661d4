use std::collections::HashMap;
use std::hash::Hash;

use kube::runtime::reflector::Store;
use kube::runtime::watcher::Event;
use kube::{Resource, ResourceExt};
use tokio::sync::watch;

/// Which objects a new list changes: most of it was known before, and nobody has to hear of that again.
pub(super) struct Changed<K>
where
    K: Resource + 'static,
    K::DynamicType: Eq + Hash,
{
    store: Store<K>,
    /// Counts how often all that was known became untrue: then everything is new, whatever its version.
    resets: watch::Receiver<u64>,
    /// While a list is taken: what was known and is not listed yet; `None` where it is not to be compared.
    before: HashMap<String, Option<Edition>>,
    /// While a list is taken: what is new in it.
    names: Vec<String>,
}

/// Uid and version: what has the same of both is the same, as long as the cluster is.
type Edition = (Option<String>, Option<String>);

impl<K> Changed<K>
where
    K: Resource + Clone + 'static,
    K::DynamicType: Eq + Hash + Clone,
{
    /// For what feeds `store`.
    pub(super) fn new(store: Store<K>, resets: watch::Receiver<u64>) -> Self {
        Self { store, resets, before: HashMap::new(), names: Vec::new() }
    }

    /// The objects that change with an event that the store does not know yet.
    pub(super) fn names(&mut self, event: &Event<K>) -> Vec<String> {
        match event {
            Event::Init => {
                let is_reset = self.resets.has_changed().unwrap_or_default();
                self.resets.mark_unchanged();
                let edition = |object: &K| (!is_reset).then(|| edition(object));
                let known = self.store.state();
                self.before = known.iter().map(|object| (object.name_any(), edition(object))).collect();
                self.names.clear();
                Vec::new()
            }
            Event::InitApply(object) => {
                let name = object.name_any();
                if self.before.remove(&name).flatten() != Some(edition(object)) {
                    self.names.push(name);
                }
                Vec::new()
            }
            // What is not listed again is gone, and that is a change too.
            Event::InitDone => {
                let gone = std::mem::take(&mut self.before).into_keys();
                std::mem::take(&mut self.names).into_iter().chain(gone).collect()
            }
            Event::Apply(object) | Event::Delete(object) => vec![object.name_any()],
        }
    }
}

fn edition<K: Resource>(object: &K) -> Edition {
    (object.uid(), object.resource_version())
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::Secret;
    use kube::api::ObjectMeta;
    use kube::runtime::reflector;

    use super::*;

    fn secret(name: &str, version: &str) -> Secret {
        let (name, resource_version) = (Some(name.to_owned()), Some(version.to_owned()));
        let namespace = Some("slipway".to_owned());
        Secret {
            metadata: ObjectMeta { name, namespace, resource_version, ..ObjectMeta::default() },
            ..Secret::default()
        }
    }

    #[test]
    fn a_new_list_tells_only_what_is_new_in_it() {
        let (store, mut writer) = reflector::store::<Secret>();
        let resets = watch::Sender::new(0);
        let mut changed = Changed::new(store, resets.subscribe());
        let mut check = |event: Event<Secret>, expected: &[&str]| {
            let mut names = changed.names(&event);
            writer.apply_watcher_event(&event);
            names.sort();
            assert_eq!(names, expected, "{event:?}");
        };
        check(Event::Init, &[]);
        for name in ["a", "b", "c"] {
            check(Event::InitApply(secret(name, "1")), &[]);
        }
        check(Event::InitDone, &["a", "b", "c"]);
        check(Event::Apply(secret("a", "2")), &["a"]);
        check(Event::Init, &[]);
        check(Event::InitApply(secret("a", "2")), &[]);
        check(Event::InitApply(secret("b", "3")), &[]);
        check(Event::InitApply(secret("d", "4")), &[]);
        check(Event::InitDone, &["b", "c", "d"]);
        check(Event::Delete(secret("d", "5")), &["d"]);
        // Another cluster may count to the same versions.
        resets.send_modify(|resets| *resets += 1);
        check(Event::Init, &[]);
        check(Event::InitApply(secret("a", "2")), &[]);
        check(Event::InitDone, &["a", "b"]);
    }
}
