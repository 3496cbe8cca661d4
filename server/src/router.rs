//! Every route, on one page.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::middleware::{panicked, problems, time_limit};
use crate::routes::{
    clusters, console, credentials, dry_run, edit, events, health, images, instances, lifecycle, logs,
    manifests, stream,
};
use crate::security::{check_host, check_origin, harden};

/// The whole server.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/clusters", get(clusters::list))
        .route("/clusters/{name}/definitions", post(clusters::install_definitions))
        .route("/images", get(images::list).post(images::create))
        .route("/images/{name}", get(images::show).put(images::edit).delete(images::delete))
        .route("/instances", get(instances::list).post(instances::create))
        .route("/instances/dry-run", post(dry_run::dry_run))
        .route("/instances/{name}", get(instances::show).put(edit::edit).delete(lifecycle::delete))
        .route("/instances/{name}/start", post(lifecycle::start))
        .route("/instances/{name}/stop", post(lifecycle::stop))
        .route("/instances/{name}/restart", post(lifecycle::restart))
        .route("/instances/{name}/purge", post(lifecycle::purge))
        .route("/instances/{name}/manifests", get(manifests::show))
        .route("/instances/{name}/events", get(events::list))
        .route("/credentials", post(credentials::store_credentials))
        .route("/secrets", post(credentials::store_secret))
        .layer(from_fn(time_limit))
        // Streams last as long as somebody listens.
        .route("/instances/{name}/logs", get(logs::stream))
        .route("/stream", get(stream::stream))
        .fallback(console::no_such_route)
        .method_not_allowed_fallback(console::no_such_method);

    Router::new()
        .nest("/api/v1", api)
        .route("/api", get(console::no_such_route))
        .route("/api/{*rest}", get(console::no_such_route))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/", get(console::page))
        .route("/instances", get(console::page))
        .route("/instances/{*rest}", get(console::page))
        .route("/images", get(console::page))
        .route("/images/{*rest}", get(console::page))
        .fallback(console::file)
        .method_not_allowed_fallback(console::no_such_method)
        // From here on the last is the first a request passes.
        .layer(from_fn_with_state(app.hosts.clone(), check_origin))
        .layer(from_fn_with_state(app.hosts.clone(), check_host))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(problems))
        .layer(from_fn(harden))
        .with_state(app)
}
