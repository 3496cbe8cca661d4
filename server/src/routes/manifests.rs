//! `/instances/{name}/manifests`

use axum::Json;
use axum::extract::State;
use kube::ResourceExt;
use serde_json::Value;
use slipway_core::api::ManifestsView;
use slipway_core::config::{Config, VERSION};
use slipway_core::render;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::yaml;

use super::instances::find;
use crate::app::App;
use crate::crd::AgentInstance;
use crate::errors::ApiResult;
use crate::extract::Path;
use crate::objects::{Kind, Ownership, ownership};

/// `GET /instances/{name}/manifests`
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Json<ManifestsView>> {
    let instance = find(&app, &name).await?;
    let generated = generated(&app, &instance).await?;
    let uid = instance.uid().unwrap_or_default();
    let pod = app.objects.get(Kind::Pod, &name).await?;
    let live = pod.filter(|pod| ownership(pod, &uid) == Ownership::Ours).map(cleaned);
    let live = app.work.run(move || live.map(|pod| yaml::write(&pod)).unwrap_or_default()).await?;
    Ok(Json(ManifestsView { generated, live }))
}

/// What the running activation was made from; without one, what a start would apply.
async fn generated(app: &App, instance: &AgentInstance) -> ApiResult<String> {
    let activation = instance.status.as_ref().and_then(|status| status.activation.clone());
    let (config, target) = match activation {
        Some(activation) => {
            let kubernetes = KubernetesVersion::parse(&activation.kubernetes).unwrap_or_default();
            (config(activation.image_name, activation.image, activation.instance), Target { kubernetes })
        }
        None => match app.image(&instance.spec.image).await? {
            Some(image) => {
                let config =
                    config(instance.spec.image.clone(), image.spec.0, instance.spec.instance.clone());
                (config, app.link.health().target())
            }
            None => return Ok(String::new()),
        },
    };
    let yaml =
        move || render::objects(&config, &target).map(|manifests| manifests.yaml()).unwrap_or_default();
    Ok(app.work.run(yaml).await?)
}

fn config(
    image_name: String,
    image: slipway_core::config::Image,
    instance: slipway_core::config::Instance,
) -> Config {
    Config { version: VERSION, image_name, image, instance }
}

fn cleaned(mut pod: Value) -> Value {
    if let Some(metadata) = pod.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    pod
}
