//! `/images`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use slipway_core::api::{ImageRequest, ImageView};
use slipway_core::config::{Config, Image};
use slipway_core::finding::Finding;
use slipway_core::render::render;

use super::edit::check_version;
use crate::app::App;
use crate::crd::{AgentImage, AgentImageSpec};
use crate::editing;
use crate::errors::{ApiError, ApiResult, answer};
use crate::extract::{self, Path, wrong};
use crate::images::{self, Deletion};
use crate::objects::writing;
use crate::view;

/// `GET /images`: all, by name.
pub async fn list(State(app): State<App>) -> ApiResult<Response> {
    app.ready().await?;
    let stores = app.stores.clone();
    let written = move || {
        let mut images: Vec<ImageView> =
            stores.images.state().iter().map(|image| view::image(image, &stores)).collect();
        images.sort_by(|one, other| one.name.cmp(&other.name));
        Json(images).into_response()
    };
    Ok(app.work.run(written).await?)
}

/// `GET /images/{name}`
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<ImageView>> {
    app.ready().await?;
    let image = app.image(&name).await?.ok_or_else(|| images::none(&name))?;
    Ok(Json(view::image(&image, &app.stores)))
}

/// `POST /images`
pub async fn create(
    State(app): State<App>,
    extract::Settings(request): extract::Settings<ImageRequest>,
) -> ApiResult<(StatusCode, Json<ImageView>)> {
    app.ready().await?;
    check(&app, &request).await?;
    let image = AgentImage::new(&request.name, AgentImageSpec(request.image));
    let image = app.images().create(&writing(), &image).await.map_err(|error| match answer(&error) {
        Some(status) if status.code == 409 => {
            ApiError::conflict("exists", format!("An image named {} is there already.", request.name))
                .at("name")
        }
        Some(_) | None => error.into(),
    })?;
    Ok((StatusCode::CREATED, Json(view::image(&image, &app.stores))))
}

/// `PUT /images/{name}`: reaches new activations only.
pub async fn edit(
    State(app): State<App>,
    Path(name): Path<String>,
    extract::Settings(request): extract::Settings<ImageRequest>,
) -> ApiResult<Json<ImageView>> {
    app.ready().await?;
    if request.name != name {
        let message = "The name of an image cannot change; duplicate it under another name.";
        return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).at("name"));
    }
    check(&app, &request).await?;
    check_version(&request.resource_version)?;
    app.image(&name).await?.ok_or_else(|| images::none(&name))?;
    let edited = editing::replace(app.images(), &name, &request.resource_version, |image| {
        image.spec = AgentImageSpec(request.image.clone());
    });
    let image = edited.await?.ok_or_else(|| {
        let message = format!("Image {name} was edited by somebody else in the meantime; load it again.");
        ApiError::conflict("edited-meanwhile", message)
    })?;
    Ok(Json(view::image(&image, &app.stores)))
}

/// `DELETE /images/{name}`: refused while instances use it.
pub async fn delete(State(app): State<App>, Path(name): Path<String>) -> ApiResult<StatusCode> {
    app.ready().await?;
    match images::delete_unused(&app, &name).await? {
        Deletion::Done => Ok(StatusCode::NO_CONTENT),
        Deletion::None => Err(images::none(&name)),
        Deletion::UsedBy(users) => {
            let users = users.join(", ");
            let message = format!("Image {name} is used by {users}; purge them or give them another image.");
            Err(ApiError::conflict("image-used", message))
        }
    }
}

/// The findings about the image alone: an instance of defaults stands in for those that will use it.
async fn check(app: &App, request: &ImageRequest) -> ApiResult<()> {
    let config =
        Config { image_name: request.name.clone(), image: Image::clone(&request.image), ..Config::default() };
    let target = app.link.health().target();
    let mut findings = app.work.run(move || render(&config, &target).findings).await?;
    let about_image = |finding: &Finding| finding.path == "imageName" || finding.path.starts_with("image.");
    findings.retain(|finding| finding.is_error() && about_image(finding));
    if findings.is_empty() { Ok(()) } else { Err(wrong::<ImageRequest>(findings)) }
}
