use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use serde_json::Value;
use slipway_core::diagnosis::Evidence;

use crate::watch::Stores;

/// Everything there is to judge an instance by, as JSON.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Its pod.
    pub pod: Option<Value>,
    /// Its claim.
    pub claim: Option<Value>,
    /// Events about them.
    pub events: Vec<Value>,
    /// Container and text of last words.
    pub logs: Vec<(String, String)>,
}

impl Gathered {
    /// What the stores have under that name.
    #[must_use]
    pub fn from_stores(stores: &Stores, name: &str) -> Self {
        Self {
            pod: stores.pod(name).and_then(|pod| pod_value(&pod)),
            claim: stores.claim(name).and_then(|claim| claim_value(&claim)),
            events: stores.events.about(name),
            logs: stores.logs.of(name),
        }
    }

    /// The same, as the core reads it, now.
    #[must_use]
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            pod: self.pod.as_ref(),
            claim: self.claim.as_ref(),
            events: &self.events,
            logs: &self.logs,
            now: jiff::Timestamp::now().as_second(),
        }
    }
}

/// k8s-openapi writes a typed object without what is not set, and with `apiVersion` and `kind`.
fn pod_value(pod: &Pod) -> Option<Value> {
    serde_json::to_value(pod).ok()
}

fn claim_value(claim: &PersistentVolumeClaim) -> Option<Value> {
    serde_json::to_value(claim).ok()
}
