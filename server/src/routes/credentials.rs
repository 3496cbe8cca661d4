//! `/credentials`, `/secrets`: the only requests that carry secret values. They go into a Secret and nowhere else.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;
use kube::api::{Api, ObjectMeta, Patch};
use serde_json::json;
use slipway_core::api::{CredentialsRequest, SecretRequest};
use slipway_core::names;

use crate::app::App;
use crate::docker_config::docker_config;
use crate::errors::{ApiError, ApiResult};
use crate::extract;
use crate::objects::{COPY_OF, MANAGED_BY, changing, writing};

const DOCKER_CONFIG_TYPE: &str = "kubernetes.io/dockerconfigjson";
const DOCKER_CONFIG_KEY: &str = ".dockerconfigjson";

/// `POST /credentials`
pub async fn store_credentials(
    State(app): State<App>,
    extract::Secret(request): extract::Secret<CredentialsRequest>,
) -> ApiResult<StatusCode> {
    check("name", &request.name, names::dns1123_subdomain)?;
    for (path, value) in [("registry", &request.registry), ("username", &request.username)] {
        if value.is_empty() {
            return Err(wrong(path, "This is needed.".to_owned()));
        }
    }
    let value = docker_config(&request.registry, &request.username, &request.password);
    store(&app, &request.name, DOCKER_CONFIG_TYPE, DOCKER_CONFIG_KEY, value).await
}

/// `POST /secrets`
pub async fn store_secret(
    State(app): State<App>,
    extract::Secret(request): extract::Secret<SecretRequest>,
) -> ApiResult<StatusCode> {
    check("name", &request.name, names::dns1123_subdomain)?;
    check("key", &request.key, names::config_map_key)?;
    store(&app, &request.name, "Opaque", &request.key, request.value).await
}

/// Creates the Secret, or sets the key in one that Slipway made.
async fn store(app: &App, name: &str, kind: &str, key: &str, value: String) -> ApiResult<StatusCode> {
    let secrets: Api<Secret> = Api::namespaced(app.client.clone(), &app.link.identity.namespace);
    let value = ByteString(value.into_bytes());
    let Some(found) = secrets.get_opt(name).await? else {
        secrets.create(&writing(), &secret(name, kind, key, value)).await?;
        return Ok(StatusCode::CREATED);
    };
    if found.labels().get(MANAGED_BY.0).map(String::as_str) != Some(MANAGED_BY.1) {
        let message = format!(
            "A Secret named {name} is there already and was not made by Slipway; choose another name."
        );
        return Err(ApiError::conflict("not-ours", message).at("name"));
    }
    if found.annotations().contains_key(COPY_OF) || !found.owner_references().is_empty() {
        let message = format!(
            "The Secret {name} is an instance's own and what is stored there would be overwritten; choose another name."
        );
        return Err(ApiError::conflict("not-ours", message).at("name"));
    }
    if found.type_.as_deref().unwrap_or("Opaque") != kind {
        let message = format!("The Secret {name} is of another type; choose another name.");
        return Err(ApiError::conflict("other-type", message).at("name"));
    }
    let patch = Patch::Merge(json!({"data": {key: value}}));
    secrets.patch(name, &changing(), &patch).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn secret(name: &str, kind: &str, key: &str, value: ByteString) -> Secret {
    let labels = BTreeMap::from([(MANAGED_BY.0.to_owned(), MANAGED_BY.1.to_owned())]);
    Secret {
        metadata: ObjectMeta { name: Some(name.to_owned()), labels: Some(labels), ..ObjectMeta::default() },
        type_: Some(kind.to_owned()),
        data: Some(BTreeMap::from([(key.to_owned(), value)])),
        ..Secret::default()
    }
}

fn check(path: &str, value: &str, rule: fn(&str) -> names::Check) -> ApiResult<()> {
    rule(value).map_err(|rule| wrong(path, format!("Kubernetes does not take this {path}: {rule}.")))
}

fn wrong(path: &str, message: String) -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).at(path)
}
