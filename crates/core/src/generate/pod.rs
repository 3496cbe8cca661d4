//! The pod.

use k8s_openapi::api::core::v1::{
    EmptyDirVolumeSource, LocalObjectReference, PersistentVolumeClaimVolumeSource, Pod, PodSecurityContext,
    PodSpec, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::containers;
use crate::plan::Plan;

pub(super) fn pod(plan: &Plan) -> Pod {
    let (init_containers, main_containers) = containers::containers(plan);
    let placement = &plan.placement;
    let spec = PodSpec {
        init_containers: (!init_containers.is_empty()).then_some(init_containers),
        containers: main_containers,
        volumes: Some(volumes(plan)),
        restart_policy: Some("Always".to_owned()),
        termination_grace_period_seconds: Some(plan.grace_seconds),
        node_selector: Some(placement.node_selector.clone()),
        tolerations: Some(placement.tolerations.clone()).filter(|tolerations| !tolerations.is_empty()),
        service_account_name: placement.service_account.clone(),
        // An agent without an account of its own has no business with the API server.
        automount_service_account_token: placement.service_account.is_none().then_some(false),
        // A Service called `docker` would otherwise set DOCKER_PORT and its like in the agent.
        enable_service_links: Some(false),
        priority_class_name: placement.priority_class.clone(),
        image_pull_secrets: plan
            .registry_credentials
            .as_ref()
            .map(|_| vec![LocalObjectReference { name: plan.name.clone() }]),
        security_context: security_context(plan),
        ..PodSpec::default()
    };
    let metadata = ObjectMeta {
        name: Some(plan.name.clone()),
        labels: Some(plan.labels.clone()),
        annotations: Some(plan.annotations.clone()),
        ..ObjectMeta::default()
    };
    Pod { metadata, spec: Some(spec), status: None }
}

fn volumes(plan: &Plan) -> Vec<Volume> {
    let claim = PersistentVolumeClaimVolumeSource { claim_name: plan.name.clone(), read_only: None };
    let home = Volume { name: "home".to_owned(), persistent_volume_claim: Some(claim), ..Volume::default() };
    let workspace = plan.agent.workspace.as_ref().map(|_| Volume {
        name: "workspace".to_owned(),
        empty_dir: Some(EmptyDirVolumeSource::default()),
        ..Volume::default()
    });
    std::iter::once(home).chain(workspace).chain(plan.access.volumes.iter().cloned()).collect()
}

fn security_context(plan: &Plan) -> Option<PodSecurityContext> {
    let fs_group = plan.agent.contract.gid.or(plan.access.fs_group);
    let groups = &plan.access.supplemental_groups;
    if fs_group.is_none() && groups.is_empty() {
        return None;
    }
    Some(PodSecurityContext {
        fs_group,
        // Walking a large home at every start would take minutes.
        fs_group_change_policy: fs_group.map(|_| "OnRootMismatch".to_owned()),
        supplemental_groups: (!groups.is_empty()).then(|| groups.clone()),
        ..PodSecurityContext::default()
    })
}
