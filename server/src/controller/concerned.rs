//! Which instances a change is about.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;
use kube::runtime::reflector::ObjectRef;

use crate::crd::AgentInstance;
use crate::objects::COPY_OF;
use crate::watch::{Change, Stores};

/// Tells which instances a change is about.
pub(super) struct Concerned {
    stores: Stores,
    /// The copies of registry credentials, by name: when one is gone, the store cannot tell any more that it was one.
    copies: HashSet<String>,
}

impl Concerned {
    /// By what the stores have.
    pub(super) fn new(stores: Stores) -> Self {
        Self { stores, copies: HashSet::new() }
    }

    /// The instances that a change is about.
    pub(super) fn by(&mut self, change: Change) -> Vec<ObjectRef<AgentInstance>> {
        let names = match change {
            Change::Instance(name) => vec![name],
            Change::Image(image) => self.stores.users_of(&image),
            Change::Secret(secret) if self.is_copy(&secret) => vec![secret],
            Change::Secret(secret) => self.users_of_credentials(&secret),
            Change::Cluster => Vec::new(),
        };
        names.iter().map(|name| ObjectRef::new(name).within(&self.stores.namespace)).collect()
    }

    /// Whether a Secret is, or was until now, the copy for the instance of its name. There are as many of them as
    /// instances: to search all instances for each would take the square of that.
    fn is_copy(&mut self, name: &str) -> bool {
        match self.stores.secrets.get(&ObjectRef::new(name).within(&self.stores.namespace)) {
            Some(secret) if is_copy(&secret) => {
                self.copies.insert(name.to_owned());
                true
            }
            Some(_) => {
                self.copies.remove(name);
                false
            }
            None => self.copies.remove(name),
        }
    }

    fn users_of_credentials(&self, secret: &str) -> Vec<String> {
        let uses = |instance: &AgentInstance| {
            let activation = instance.status.as_ref().and_then(|status| status.activation.as_ref());
            let image = self.stores.image(&instance.spec.image);
            activation.is_some_and(|activation| activation.image.registry_credentials == secret)
                || image.is_some_and(|image| image.spec.0.registry_credentials == secret)
        };
        let users = self.stores.instances.state_filter(uses);
        users.iter().map(|instance| instance.name_any()).chain([secret.to_owned()]).collect()
    }
}

fn is_copy(secret: &Secret) -> bool {
    secret.annotations().contains_key(COPY_OF) && !secret.owner_references().is_empty()
}
