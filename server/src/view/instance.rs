use kube::ResourceExt;
use slipway_core::api::InstanceView;
use slipway_core::diagnosis::progress;

use super::{Gathered, refusal, time};
use crate::crd::{AgentInstance, AgentInstanceStatus};
use crate::editing;
use crate::watch::Stores;

/// What an instance says until the controller has seen it.
const ACCEPTED: &str = "Accepted; nothing exists in the cluster yet.";

/// An instance as the API shows it.
#[must_use]
pub fn instance(instance: &AgentInstance, stores: &Stores, cluster: &str) -> InstanceView {
    let name = instance.name_any();
    let status = status(instance);
    let gathered = Gathered::from_stores(stores, instance);
    let seen = gathered.pod.is_some().then(|| progress(&gathered.evidence()));
    let (containers, diagnosis) = seen.map(|seen| (seen.containers, seen.diagnosis)).unwrap_or_default();
    InstanceView {
        image_name: instance.spec.image.clone(),
        instance: instance.spec.instance.clone(),
        desired: instance.spec.desired_state,
        current: status.current,
        sentence: status.sentence,
        cluster: cluster.to_owned(),
        docker_mode: stores.image(&instance.spec.image).map(|image| image.spec.0.docker.mode),
        outdated: status.outdated,
        ready: status.ready,
        total: status.total,
        restarts: status.restarts,
        created: time(instance.creation_timestamp().as_ref()),
        since: status.since,
        containers,
        diagnosis: diagnosis.or_else(|| refusal::diagnosis(&status.conditions)),
        conditions: status.conditions,
        resource_version: editing::version(instance),
        name,
    }
}

fn status(instance: &AgentInstance) -> AgentInstanceStatus {
    instance.status.clone().unwrap_or_else(|| AgentInstanceStatus {
        sentence: ACCEPTED.to_owned(),
        since: time(instance.creation_timestamp().as_ref()),
        ..AgentInstanceStatus::default()
    })
}
