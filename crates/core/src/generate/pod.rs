//! The pod.
//!
//! Its containers are typed; what is around them is written as a document, because the typed pod spec brings the code
//! of every kind of volume, and of time, into the console's WebAssembly.

use serde_json::{Value, json};

use super::{containers, present};
use crate::plan::Plan;

pub(super) fn pod(plan: &Plan) -> Value {
    let metadata = json!({ "name": plan.name, "labels": plan.labels, "annotations": plan.annotations });
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec(plan) })
}

fn spec(plan: &Plan) -> Value {
    let (init_containers, containers) = containers::containers(plan);
    let placement = &plan.placement;
    let account = &placement.service_account;
    present([
        ("initContainers", (!init_containers.is_empty()).then(|| json!(init_containers))),
        ("containers", Some(json!(containers))),
        ("volumes", Some(Value::Array(volumes(plan)))),
        ("restartPolicy", Some(json!("Always"))),
        ("terminationGracePeriodSeconds", Some(json!(plan.grace_seconds))),
        ("nodeSelector", Some(json!(placement.node_selector))),
        ("tolerations", (!placement.tolerations.is_empty()).then(|| json!(placement.tolerations))),
        ("serviceAccountName", account.as_ref().map(|name| json!(name))),
        // An agent without an account of its own has no business with the API server.
        ("automountServiceAccountToken", account.is_none().then_some(Value::Bool(false))),
        // A Service called `docker` would otherwise set DOCKER_PORT and its like in the agent.
        ("enableServiceLinks", Some(json!(false))),
        ("priorityClassName", placement.priority_class.as_ref().map(|name| json!(name))),
        ("imagePullSecrets", plan.registry_credentials.as_ref().map(|_| json!([{ "name": plan.name }]))),
        ("securityContext", security_context(plan)),
    ])
}

fn volumes(plan: &Plan) -> Vec<Value> {
    let home = json!({ "name": "home", "persistentVolumeClaim": { "claimName": plan.name } });
    let workspace = plan.agent.workspace.as_ref().map(|_| json!({ "name": "workspace", "emptyDir": {} }));
    std::iter::once(home).chain(workspace).chain(plan.access.volumes.iter().cloned()).collect()
}

fn security_context(plan: &Plan) -> Option<Value> {
    let fs_group = plan.agent.contract.gid.or(plan.access.fs_group);
    let groups = &plan.access.supplemental_groups;
    let context = present([
        ("fsGroup", fs_group.map(|group| json!(group))),
        // Walking a large home at every start would take minutes.
        ("fsGroupChangePolicy", fs_group.map(|_| json!("OnRootMismatch"))),
        ("supplementalGroups", (!groups.is_empty()).then(|| json!(groups))),
    ]);
    context.as_object().is_some_and(|context| !context.is_empty()).then_some(context)
}
