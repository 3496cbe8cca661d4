//! Creating an instance: everything is checked before anything is stored.
//!
//! The order: the settings (the core), the digest of the preview, what is there already (image, instance, objects of the
//! same name), then a server-side dry run of every object. Only then are image and instance stored; the controller
//! does the rest.

mod compare;
mod existing;
mod fields;
mod rehearsal;
mod store;

use axum::http::StatusCode;
use slipway_core::api::{ApplyRequest, DryRun, FieldProblem};
use slipway_core::config::Config;
use slipway_core::render::{Manifests, Rendered, render};
use slipway_core::target::Target;

use crate::app::App;
use crate::crd::AgentInstance;
use crate::errors::{ApiError, ApiResult};

pub use rehearsal::rehearse_objects;

use existing::Existing;

/// Creates the instance, and its image unless an equal one is there. Applying twice changes nothing: 201 when it is
/// new, 200 when it was there.
///
/// # Errors
/// 422 for wrong settings or what the cluster refuses, 409 for what is there and differs.
pub async fn apply(app: &App, request: &ApplyRequest) -> ApiResult<(StatusCode, AgentInstance)> {
    let checked = checked(app, request).await?;
    let name = &checked.manifests.name;
    if let Existing::Same(instance) = existing::check(app, &request.config, name).await? {
        return Ok((StatusCode::OK, *instance));
    }
    rehearse_objects(app, &request.config, &checked, None).await?;
    store::store(app, request, name).await
}

/// Everything [`apply`] does, but nothing is stored.
///
/// # Errors
/// As [`apply`].
pub async fn rehearse(app: &App, request: &ApplyRequest) -> ApiResult<DryRun> {
    let checked = checked(app, request).await?;
    match existing::check(app, &request.config, &checked.manifests.name).await? {
        // Nothing would be stored, and what runs may be from before an edit of the image.
        Existing::Same(_) => Ok(DryRun {
            manifest_sha256: checked.sha256,
            objects: Vec::new(),
            differences: Vec::new(),
            warnings: Vec::new(),
        }),
        Existing::Nothing => rehearse_objects(app, &request.config, &checked, None).await,
    }
}

/// The manifests of a configuration without errors.
#[derive(Debug)]
pub struct Checked {
    /// The manifests.
    pub manifests: Manifests,
    /// Their digest.
    pub sha256: String,
}

/// The manifests of a configuration without errors, for the cluster's version.
///
/// # Errors
/// 422 with every error of the settings.
pub async fn render_checked(app: &App, config: &Config) -> ApiResult<Checked> {
    let (config, target) = (config.clone(), app.link.health().target());
    app.work.run(move || check(&config, &target)).await?
}

fn check(config: &Config, target: &Target) -> ApiResult<Checked> {
    let Rendered { findings, manifests } = render(config, target);
    match manifests {
        Some(manifests) if !findings.iter().any(slipway_core::finding::Finding::is_error) => {
            Ok(Checked { sha256: manifests.sha256(), manifests })
        }
        Some(_) | None => Err(ApiError::findings(&findings)),
    }
}

async fn checked(app: &App, request: &ApplyRequest) -> ApiResult<Checked> {
    let checked = render_checked(app, &request.config).await?;
    check_suffix(&request.config.instance.suffix)?;
    let digest = &checked.sha256;
    if request.manifest_sha256 == *digest {
        return Ok(checked);
    }
    let message = "The server generates other objects than those that were previewed, so nothing was applied; reload \
                   the page (Slipway was updated, or the cluster is of another version) and look at the preview again.";
    let field = FieldProblem {
        path: String::new(),
        message: format!("Previewed {}, generated {digest}.", shown(&request.manifest_sha256)),
        object_path: None,
    };
    Err(ApiError::conflict("manifest-differs", message).with_fields(vec![field]))
}

/// The page draws the suffix, so that the preview has the real name; the alphabet is Kubernetes' own for such names.
fn check_suffix(suffix: &str) -> ApiResult<()> {
    let is_right =
        suffix.len() == 5 && suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if is_right {
        return Ok(());
    }
    let message = "The suffix of a new instance is five characters, each a lower-case letter or a digit.";
    Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).at("instance.suffix"))
}

fn shown(digest: &str) -> &str {
    if digest.is_empty() { "nothing" } else { digest.get(..64).unwrap_or(digest) }
}
