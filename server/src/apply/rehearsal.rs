use axum::http::StatusCode;
use kube::{Resource, ResourceExt};
use serde_json::Value;
use slipway_core::api::{Difference, DryRun, FieldProblem};
use slipway_core::config::Config;
use slipway_core::render::Manifests;

use super::{Checked, compare, fields};
use crate::app::App;
use crate::crd::AgentInstance;
use crate::errors::{ApiError, ApiResult, refusal};
use crate::objects::{Applied, Kind, Ownership, Prepared, ownership, prepare};

/// Sends every object to the API server, which does everything but store it.
///
/// # Errors
/// 422 with what it refuses, about all objects at once; 409 when an object of the name belongs to something else.
pub async fn rehearse_objects(
    app: &App,
    config: &Config,
    checked: &Checked,
    instance: Option<&AgentInstance>,
) -> ApiResult<DryRun> {
    let Checked { manifests, sha256 } = checked;
    let data = credentials(app, config, manifests).await?;
    let owner = instance.and_then(|instance| instance.controller_owner_ref(&()));
    let prepared = Prepared { owner: owner.as_ref(), data: data.as_ref() };
    let mut run = DryRun {
        manifest_sha256: sha256.clone(),
        objects: Vec::new(),
        differences: Vec::new(),
        warnings: Vec::new(),
    };
    let mut refused: Option<ApiError> = None;
    for manifest in manifests.objects() {
        let Some(kind) = Kind::of(manifest) else { continue };
        check_owner(app, kind, &manifests.name, instance).await?;
        let object = format!("{}/{}", kind.name(), manifests.name);
        let sent = prepare(manifest, &prepared);
        match app.objects.apply(kind, &manifests.name, &sent, true).await {
            Ok(applied) => note(app, &mut run, object, manifest, applied).await?,
            Err(kube::Error::Api(status)) if matches!(status.code, 400 | 403 | 404 | 422) => {
                let problem = fields::located(refusal(&object, &status), &sent, config);
                refused = Some(refused.map_or_else(|| problem.clone(), |first| first.joined(&problem)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    refused.map_or(Ok(run), Err)
}

async fn note(app: &App, run: &mut DryRun, object: String, sent: &Value, applied: Applied) -> ApiResult<()> {
    let Applied { object: returned, warnings } = applied;
    let sent = sent.clone();
    let differences = app.work.run(move || compare::differences(&sent, &returned)).await?;
    run.differences.extend(
        differences.into_iter().map(|difference| Difference { object: object.clone(), ..difference }),
    );
    run.warnings.extend(warnings);
    run.objects.push(object);
    Ok(())
}

/// The data of the registry credentials, which the copy is sent with.
async fn credentials(app: &App, config: &Config, manifests: &Manifests) -> ApiResult<Option<Value>> {
    if manifests.secret.is_none() {
        return Ok(None);
    }
    let name = &config.image.registry_credentials;
    match app.objects.get(Kind::Secret, name).await? {
        Some(secret) => Ok(secret.get("data").cloned()),
        None => {
            let message =
                format!("There is no Secret {name} in namespace {}; create it.", app.link.identity.namespace);
            let problem = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "credentials-missing", message);
            Err(problem.at("image.registryCredentials"))
        }
    }
}

async fn check_owner(app: &App, kind: Kind, name: &str, instance: Option<&AgentInstance>) -> ApiResult<()> {
    let Some(found) = app.objects.get(kind, name).await? else { return Ok(()) };
    let ours =
        instance.and_then(ResourceExt::uid).is_some_and(|uid| ownership(&found, &uid) == Ownership::Ours);
    if ours {
        return Ok(());
    }
    let message = format!(
        "A {} named {name} is there already and does not belong to this instance; take another suffix.",
        kind.name()
    );
    let field =
        FieldProblem { path: "instance.suffix".to_owned(), message: message.clone(), object_path: None };
    Err(ApiError::conflict("name-taken", message).with_fields(vec![field]))
}
