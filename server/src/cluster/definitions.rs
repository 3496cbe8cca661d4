//! The custom resource definitions of a cluster: whether they are there, and putting them there.

use std::time::Duration;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::wait::{await_condition, conditions};
use kube::{Client, ResourceExt};
use serde_json::Value;
use slipway_core::api::DefinitionsState;

use crate::crd::{self, SCHEMA_ANNOTATION};
use crate::objects::FIELD_MANAGER;

/// How long an API server may take to serve a new definition.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whether the definitions are there and current.
pub(super) async fn state(client: &Client) -> Result<DefinitionsState, kube::Error> {
    let api: Api<CustomResourceDefinition> = Api::all(client.clone());
    let mut state = DefinitionsState::Installed;
    for wanted in crd::definitions() {
        match api.get_opt(name(&wanted)).await {
            Ok(None) => return Ok(DefinitionsState::Missing),
            Ok(Some(found)) if is_current(&found, &wanted) => {}
            Ok(Some(_)) => state = DefinitionsState::Outdated,
            Err(kube::Error::Api(status)) if status.code == 403 => return discovered(client).await,
            Err(error) => return Err(error),
        }
    }
    Ok(state)
}

/// Installs or updates both definitions and waits until the API server serves them.
///
/// # Errors
/// What the API server answered.
pub async fn install(client: &Client) -> Result<(), kube::Error> {
    let api: Api<CustomResourceDefinition> = Api::all(client.clone());
    let params = PatchParams::apply(FIELD_MANAGER).force();
    for definition in crd::definitions() {
        let name = name(&definition);
        api.patch(name, &params, &Patch::Apply(&definition)).await?;
        let established = await_condition(api.clone(), name, conditions::is_crd_established());
        match tokio::time::timeout(PATIENCE, established).await {
            Ok(Ok(_)) => {}
            // Not served yet, or no right to watch: the next look at the cluster tells.
            Ok(Err(error)) => tracing::debug!(%error, "the definition {name} cannot be watched"),
            Err(_) => tracing::warn!("the API server does not serve the definition {name} yet"),
        }
    }
    Ok(())
}

fn name(definition: &Value) -> &str {
    definition.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default()
}

fn is_current(found: &CustomResourceDefinition, wanted: &Value) -> bool {
    found.annotations().get(SCHEMA_ANNOTATION).is_some_and(|id| id == crd::schema_id(wanted))
}

/// Without the right to read definitions: whoever is logged in may ask which kinds there are.
async fn discovered(client: &Client) -> Result<DefinitionsState, kube::Error> {
    let group = format!("{}/{}", crd::GROUP, crd::VERSION);
    match client.list_api_group_resources(&group).await {
        Ok(list) => {
            let has = |kind: &str| list.resources.iter().any(|resource| resource.kind == kind);
            let both = has("AgentImage") && has("AgentInstance");
            Ok(if both { DefinitionsState::Installed } else { DefinitionsState::Missing })
        }
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(DefinitionsState::Missing),
        Err(error) => Err(error),
    }
}
