//! What the server shows, and what is there.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt;
use kube::api::{Api, ListParams};
use kube::client::Client as Kube;
use slipway_core::api::{Current, Desired, ImageView, InstanceView};
use slipway_server::crd::{AgentImage, AgentInstance};

use crate::support::{Client, LiveClient};

/// A line for each image and instance.
type Lines = BTreeMap<String, String>;

/// Where what the server shows is not what is there; `None` when it is.
pub(super) async fn difference(kube: &Kube, client: &Client, live: &LiveClient) -> Option<String> {
    let there = there(kube).await;
    let images: Vec<ImageView> = client.get("/images").await.try_read()?;
    let instances: Vec<InstanceView> = client.get("/instances").await.try_read()?;
    let listed = lines(images.iter(), instances.iter());
    let streamed = lines(live.images.values(), live.instances.values());
    let differ = |what: &str, shown: &Lines| {
        (*shown != there).then(|| format!("{what} {shown:#?}; there is {there:#?}"))
    };
    differ("listed are", &listed).or_else(|| differ("streamed are", &streamed))
}

/// An instance that is not what it is to be.
pub(super) fn restless(live: &LiveClient) -> Option<String> {
    let is_at_rest = |view: &InstanceView| match view.desired {
        Desired::Active => view.current == Current::Active && view.ready == view.total,
        Desired::Inactive => view.current == Current::Inactive,
        Desired::Deleted => false,
    };
    let restless = live.instances.values().find(|view| !is_at_rest(view))?;
    Some(format!(
        "{} is to be {:?} and is {:?}: {}",
        restless.name, restless.desired, restless.current, restless.sentence
    ))
}

fn lines<'a>(
    images: impl Iterator<Item = &'a ImageView>,
    instances: impl Iterator<Item = &'a InstanceView>,
) -> Lines {
    let images = images.map(|it| (format!("image {}", it.name), it.image.agent_image.clone()));
    let instances = instances.map(|it| {
        let InstanceView { name, image_name, desired, current, sentence, ready, total, .. } = it;
        let pod = if it.containers.is_empty() { "no pod" } else { "a pod" };
        let line = format!(
            "{image_name} {desired:?} {current:?} {ready}/{total} {pod} {} {sentence}",
            it.resource_version
        );
        (format!("instance {name}"), line)
    });
    images.chain(instances).collect()
}

async fn there(kube: &Kube) -> Lines {
    let all = ListParams::default();
    let images: Api<AgentImage> = Api::namespaced(kube.clone(), "slipway");
    let instances: Api<AgentInstance> = Api::namespaced(kube.clone(), "slipway");
    let pods: Api<Pod> = Api::namespaced(kube.clone(), "slipway");
    let (images, instances, pods) =
        tokio::try_join!(images.list(&all), instances.list(&all), pods.list(&all)).unwrap();
    let images = images.iter().map(|it| (format!("image {}", it.name_any()), it.spec.0.agent_image.clone()));
    let instances = instances.iter().map(|it| {
        let name = it.name_any();
        let status = it.status.clone().unwrap_or_default();
        let (image, desired) = (&it.spec.image, it.spec.desired_state);
        let (current, ready, total, sentence) = (status.current, status.ready, status.total, status.sentence);
        let pod = if pods.iter().any(|pod| pod.name_any() == name) { "a pod" } else { "no pod" };
        let version = format!("{}-{}", it.metadata.generation.unwrap(), it.uid().unwrap());
        (
            format!("instance {name}"),
            format!("{image} {desired:?} {current:?} {ready}/{total} {pod} {version} {sentence}"),
        )
    });
    images.chain(instances).collect()
}
