use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::ResourceExt;
use serde_json::Value;
use slipway_core::diagnosis::Evidence;

use crate::crd::AgentInstance;
use crate::objects::{Ownership, ownership};
use crate::watch::Stores;

/// Everything there is to judge an instance by, as JSON.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Its pod.
    pub pod: Option<Value>,
    /// Its claim.
    pub claim: Option<Value>,
    /// Events about them, oldest first.
    pub events: Vec<Value>,
    /// Container and text of last words.
    pub logs: Vec<(String, String)>,
}

impl Gathered {
    /// What the stores have of an instance. A pod of its name that it does not own is not its.
    #[must_use]
    pub fn from_stores(stores: &Stores, instance: &AgentInstance) -> Self {
        let (name, uid) = (instance.name_any(), instance.uid().unwrap_or_default());
        let pod = stores.pod(&name).and_then(|pod| pod_value(&pod));
        Self::of(stores, &name, pod.filter(|pod| ownership(pod, &uid) == Ownership::Ours))
    }

    /// The same about a pod that the stores may not know yet.
    #[must_use]
    pub fn with_pod(stores: &Stores, name: &str, pod: Value) -> Self {
        Self::of(stores, name, Some(pod))
    }

    fn of(stores: &Stores, name: &str, pod: Option<Value>) -> Self {
        let claim = stores.claim(name).and_then(|claim| claim_value(&claim));
        let mut events = stores.events.about(name);
        events.retain(|event| is_about(event, pod.as_ref(), claim.as_ref()));
        Self { pod, claim, events, logs: stores.logs.of(name) }
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

/// Whether an event is about this pod or this claim, and not about an earlier one of the same name.
fn is_about(event: &Value, pod: Option<&Value>, claim: Option<&Value>) -> bool {
    let text = |value: &Value, path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let uid = text(event, "/involvedObject/uid").filter(|uid| !uid.is_empty());
    let object = match text(event, "/involvedObject/kind").as_deref() {
        Some("Pod") => pod,
        Some("PersistentVolumeClaim") => claim,
        _ => return true,
    };
    uid.is_none() || object.is_some_and(|object| text(object, "/metadata/uid") == uid)
}

/// k8s-openapi writes a typed object without what is not set, and with `apiVersion` and `kind`.
fn pod_value(pod: &Pod) -> Option<Value> {
    serde_json::to_value(pod).ok()
}

fn claim_value(claim: &PersistentVolumeClaim) -> Option<Value> {
    serde_json::to_value(claim).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_about_an_earlier_pod_of_the_same_name_is_no_evidence() {
        let object = |uid: &str| json!({"metadata": {"uid": uid}});
        let event = |kind: &str, uid: &str| json!({"involvedObject": {"kind": kind, "uid": uid}});
        let (pod, claim) = (object("new"), object("claim"));
        let check = |event: Value, pod: Option<&Value>, expected: bool| {
            assert_eq!(is_about(&event, pod, Some(&claim)), expected, "{event}");
        };
        check(event("Pod", "new"), Some(&pod), true);
        check(event("Pod", "old"), Some(&pod), false);
        check(event("Pod", "old"), None, false);
        check(event("Pod", ""), Some(&pod), true);
        check(event("PersistentVolumeClaim", "claim"), None, true);
        check(event("PersistentVolumeClaim", "other"), None, false);
        check(event("Secret", "any"), None, true);
    }
}
