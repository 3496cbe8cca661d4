//! The custom resource definitions of a cluster: whether they are there, and putting them there.

use std::time::Duration;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::wait::{Condition, conditions};
use kube::{Client, ResourceExt};
use serde_json::Value;
use slipway_core::api::DefinitionsState;
use tokio::time::timeout;

use crate::crd::{self, SCHEMA_ANNOTATION};
use crate::objects::FIELD_MANAGER;

/// How long an API server may take to serve new definitions: people wait for it.
const PATIENCE: Duration = Duration::from_secs(4);

/// The pause between two questions whether it does.
const PAUSE: Duration = Duration::from_millis(200);

/// What a cluster has of the definitions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Whether they are there and current.
    pub(super) state: DefinitionsState,
    /// The uid of the last of them; `None` when it is not there, or may not be read.
    pub(super) uid: Option<String>,
}

/// Looks for the definitions.
pub(super) async fn find(client: &Client) -> Result<Found, kube::Error> {
    let api: Api<CustomResourceDefinition> = Api::all(client.clone());
    let mut all = Found { state: DefinitionsState::Installed, uid: None };
    for wanted in crd::definitions() {
        match api.get_opt(name(&wanted)).await {
            Ok(None) => return Ok(Found { state: DefinitionsState::Missing, uid: None }),
            Ok(Some(found)) => {
                if !is_current(&found, &wanted) {
                    all.state = DefinitionsState::Outdated;
                }
                all.uid = found.uid();
            }
            Err(kube::Error::Api(status)) if status.code == 403 => {
                return Ok(Found { state: discovered(client).await?, uid: None });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Installs or updates both definitions and waits until the API server serves them.
///
/// # Errors
/// What the API server answered.
pub async fn install(client: &Client) -> Result<(), kube::Error> {
    let api: Api<CustomResourceDefinition> = Api::all(client.clone());
    let params = PatchParams::apply(FIELD_MANAGER).force();
    for definition in crd::definitions() {
        api.patch(name(&definition), &params, &Patch::Apply(&definition)).await?;
    }
    let all = async {
        for definition in crd::definitions() {
            established(&api, name(&definition)).await?;
        }
        Ok::<(), kube::Error>(())
    };
    // The next look at the cluster tells what became of them.
    match timeout(PATIENCE, all).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "the definitions cannot be read"),
        Err(_) => tracing::warn!("the API server does not serve the definitions yet"),
    }
    Ok(())
}

/// Returns once the API server serves a definition. It is asked again and again: a watch would need more rights.
async fn established(api: &Api<CustomResourceDefinition>, name: &str) -> Result<(), kube::Error> {
    let is_established = conditions::is_crd_established();
    while !is_established.matches_object(api.get_opt(name).await?.as_ref()) {
        tokio::time::sleep(PAUSE).await;
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::{Arc, Mutex};

    use axum::http::{Method, Request, Response};
    use kube::client::Body;
    use serde_json::json;

    use super::*;

    /// Method and URL of every request.
    type Seen = Arc<Mutex<Vec<(Method, String)>>>;

    /// An API server that serves a definition once it was asked twice for it.
    fn slow(seen: &Seen) -> Client {
        let seen = seen.clone();
        let service = tower::service_fn(move |request: Request<Body>| {
            let mut seen = seen.lock().expect("nobody panicked");
            let (method, url) = (request.method().clone(), request.uri().to_string());
            let before = seen.iter().filter(|one| **one == (method.clone(), url.clone())).count();
            seen.push((method, url.clone()));
            let status = if before > 0 { "True" } else { "False" };
            let object = json!({
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": {"name": url.rsplit('/').next()},
                "spec": {"group": crd::GROUP, "names": {"kind": "A", "plural": "a"}, "scope": "Namespaced", "versions": []},
                "status": {"conditions": [{"type": "Established", "status": status}]},
            });
            async move { Ok::<_, Infallible>(Response::new(Body::from(object.to_string().into_bytes()))) }
        });
        Client::new(service, "slipway")
    }

    /// `get`, `create` and `patch` are all the rights `slipway rbac` gives.
    #[tokio::test]
    async fn an_installation_asks_until_the_definitions_are_served_and_needs_no_watch() {
        let seen = Seen::default();
        install(&slow(&seen)).await.expect("the definitions are taken");
        let seen = seen.lock().expect("nobody panicked").clone();
        let methods: Vec<&str> = seen.iter().map(|(method, _)| method.as_str()).collect();
        assert_eq!(methods, ["PATCH", "PATCH", "GET", "GET", "GET", "GET"], "{seen:?}");
        for (method, url) in &seen {
            let is_one = url.contains("/customresourcedefinitions/") && !url.contains("watch");
            assert!(is_one, "{method} {url}");
        }
    }
}
