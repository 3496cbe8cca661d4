use std::sync::Arc;

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret};
use kube::ResourceExt;
use kube::runtime::reflector::{ObjectRef, Store};

use super::{EventBook, Listed, LogBook};
use crate::crd::{AgentImage, AgentInstance};

/// The last seen state of everything Slipway cares about.
#[derive(Clone)]
pub struct Stores {
    /// All images.
    pub images: Store<AgentImage>,
    /// All instances, deleted ones too.
    pub instances: Store<AgentInstance>,
    /// The pods Slipway made.
    pub pods: Store<Pod>,
    /// The claims Slipway made.
    pub claims: Store<PersistentVolumeClaim>,
    /// The Secrets Slipway made.
    pub secrets: Store<Secret>,
    /// Events by the name of the object they are about.
    pub events: Arc<EventBook>,
    /// Last words of containers that died.
    pub logs: Arc<LogBook>,
    /// What was listed.
    pub listed: Arc<Listed>,
    /// The namespace.
    pub namespace: Arc<str>,
}

impl Stores {
    /// The image of that name.
    #[must_use]
    pub fn image(&self, name: &str) -> Option<Arc<AgentImage>> {
        self.images.get(&ObjectRef::new(name).within(&self.namespace))
    }

    /// The instance of that name.
    #[must_use]
    pub fn instance(&self, name: &str) -> Option<Arc<AgentInstance>> {
        self.instances.get(&ObjectRef::new(name).within(&self.namespace))
    }

    /// The pod of that name.
    #[must_use]
    pub fn pod(&self, name: &str) -> Option<Arc<Pod>> {
        self.pods.get(&ObjectRef::new(name).within(&self.namespace))
    }

    /// The claim of that name.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<Arc<PersistentVolumeClaim>> {
        self.claims.get(&ObjectRef::new(name).within(&self.namespace))
    }

    /// The names of the instances that use an image, sorted.
    #[must_use]
    pub fn users_of(&self, image: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .instances
            .state_filter(|instance| instance.spec.image == image)
            .iter()
            .map(|instance| instance.name_any())
            .collect();
        names.sort();
        names
    }

    /// Returns once everything was listed once.
    pub async fn ready(&self) {
        self.listed.all().await;
    }
}
