//! Which objects name others: found at once, instead of by a look at all.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use serde_json::Value;

use super::Key;
use crate::object;

/// What an object can name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Link {
    /// An owner, by its uid.
    Owner(String),
    /// A claim that a pod mounts, by namespace and name.
    Mounts(String, String),
    /// The claim that a volume is for, by namespace and name; both empty for a volume that is for none.
    Holds(String, String),
}

/// The keys of the objects that name something.
#[derive(Debug, Default)]
pub(super) struct Links(HashMap<Link, BTreeSet<Key>>);

impl Links {
    /// Those of all these objects.
    pub(super) fn of(objects: &BTreeMap<Key, Arc<Value>>) -> Self {
        let mut links = Self::default();
        objects.iter().for_each(|(key, object)| links.note(key, None, Some(object)));
        links
    }

    /// The keys of the objects that have a link.
    pub(super) fn keys(&self, link: &Link) -> impl Iterator<Item = &Key> {
        self.0.get(link).into_iter().flatten()
    }

    /// Notes a change of an object.
    pub(super) fn note(&mut self, key: &Key, before: Option<&Value>, after: Option<&Value>) {
        let (before, after) = (links(key, before), links(key, after));
        if before == after {
            return;
        }
        for link in before {
            let Some(keys) = self.0.get_mut(&link) else { continue };
            keys.remove(key);
            if keys.is_empty() {
                self.0.remove(&link);
            }
        }
        for link in after {
            self.0.entry(link).or_default().insert(key.clone());
        }
    }
}

fn links(key: &Key, object: Option<&Value>) -> Vec<Link> {
    let Some(object) = object else { return Vec::new() };
    let references = object::items(object, "/metadata/ownerReferences").iter();
    let owners = references.map(|reference| Link::Owner(object::text(reference, "/uid").to_owned()));
    let more = match key.storage.as_str() {
        "pods" => {
            claims_of(object).map(|name| Link::Mounts(key.namespace.clone(), name.to_owned())).collect()
        }
        "persistentvolumes" => vec![holds(object)],
        _ => Vec::new(),
    };
    owners.chain(more).collect()
}

/// The names of the claims that a pod mounts.
pub(crate) fn claims_of(pod: &Value) -> impl Iterator<Item = &str> {
    let volumes = object::items(pod, "/spec/volumes").iter();
    volumes.map(|it| object::text(it, "/persistentVolumeClaim/claimName")).filter(|name| !name.is_empty())
}

fn holds(volume: &Value) -> Link {
    let of = |pointer: &str| object::text(volume, pointer).to_owned();
    Link::Holds(of("/spec/claimRef/namespace"), of("/spec/claimRef/name"))
}
