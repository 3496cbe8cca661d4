//! All served resources: the built-in ones, and those that custom resource definitions add while running.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::{Resource, builtin};

/// The set of served resources.
pub(crate) struct Registry {
    builtin: Vec<Arc<Resource>>,
    /// Custom resources by the name of their definition.
    custom: RwLock<BTreeMap<String, Vec<Arc<Resource>>>>,
}

impl Registry {
    /// The built-in resources alone.
    pub(crate) fn new() -> Self {
        let builtin = builtin::resources().into_iter().map(Arc::new).collect();
        Self { builtin, custom: RwLock::default() }
    }

    /// The resource of a URL.
    pub(crate) fn find(&self, group: &str, version: &str, plural: &str) -> Option<Arc<Resource>> {
        self.first(|it| it.plural == plural && it.group == group && it.version == version)
    }

    /// The resource of a kind, in any version of the group.
    pub(crate) fn of_kind(&self, group: &str, kind: &str) -> Option<Arc<Resource>> {
        self.first(|it| it.kind == kind && it.group == group)
    }

    /// A resource under which stored objects can be found.
    pub(crate) fn stored_as(&self, storage: &str) -> Option<Arc<Resource>> {
        self.first(|it| it.storage == storage)
    }

    fn first(&self, wanted: impl Fn(&Resource) -> bool) -> Option<Arc<Resource>> {
        let custom = self.custom.read().unwrap_or_else(PoisonError::into_inner);
        self.builtin.iter().chain(custom.values().flatten()).find(|it| wanted(it)).cloned()
    }

    /// Every resource, built-in ones first.
    pub(crate) fn all(&self) -> Vec<Arc<Resource>> {
        let custom = self.custom.read().unwrap_or_else(PoisonError::into_inner);
        self.builtin.iter().chain(custom.values().flatten()).cloned().collect()
    }

    /// Every group but the core one, with its versions, in the order in which they are served.
    pub(crate) fn groups(&self) -> Vec<(String, Vec<String>)> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for resource in self.all().iter().filter(|it| !it.group.is_empty()) {
            let versions = match groups.iter_mut().find(|(group, _)| *group == resource.group) {
                Some((_, versions)) => versions,
                None => {
                    groups.push((resource.group.clone(), Vec::new()));
                    match groups.last_mut() {
                        Some((_, versions)) => versions,
                        None => continue,
                    }
                }
            };
            if !versions.contains(&resource.version) {
                versions.push(resource.version.clone());
            }
        }
        for (_, versions) in &mut groups {
            versions.sort_by_key(|version| std::cmp::Reverse(maturity(version)));
        }
        groups
    }

    /// Starts or changes what a custom resource definition serves.
    pub(crate) fn define(&self, definition: &str, resources: Vec<Resource>) {
        let resources = resources.into_iter().map(Arc::new).collect();
        self.custom.write().unwrap_or_else(PoisonError::into_inner).insert(definition.to_owned(), resources);
    }

    /// Stops serving what custom resource definitions served that are not wanted any more.
    pub(crate) fn keep(&self, wanted: impl Fn(&str) -> bool) {
        self.custom.write().unwrap_or_else(PoisonError::into_inner).retain(|name, _| wanted(name));
    }

    /// Stops serving what a custom resource definition served.
    pub(crate) fn forget(&self, definition: &str) {
        self.custom.write().unwrap_or_else(PoisonError::into_inner).remove(definition);
    }
}

/// How mature a version is: `v2` before `v1` before `v1beta1` before `v1alpha1` before anything else.
fn maturity(version: &str) -> (u8, u64, u64) {
    let Some(rest) = version.strip_prefix('v') else { return (0, 0, 0) };
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let (major, stage) = rest.split_at(end);
    let number = |text: &str| text.parse::<u64>().unwrap_or_default();
    match (stage, stage.strip_prefix("beta"), stage.strip_prefix("alpha")) {
        ("", _, _) => (3, number(major), 0),
        (_, Some(minor), _) => (2, number(major), number(minor)),
        (_, _, Some(minor)) => (1, number(major), number(minor)),
        _ => (0, 0, 0),
    }
}
