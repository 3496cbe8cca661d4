//! `/images`, `/images/{name}`

use slipway_core::api::{ApplyRequest, Current, ImageRequest, ImageView};
use slipway_core::config::Image;

use crate::support::{Scene, apply_request, preset};

fn request(name: &str) -> ImageRequest {
    ImageRequest {
        name: name.to_owned(),
        image: preset("bamboo-standalone").image,
        resource_version: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_can_be_created_listed_edited_and_deleted() {
    let scene = Scene::start().await;
    let answer = scene.client.change("POST", "/images", &request("plain")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let created: ImageView = answer.read();
    assert_eq!((created.name.as_str(), created.used_by.len()), ("plain", 0));
    let mut live = scene.live().await;
    live.until("listed", |live| live.images.contains_key("plain")).await;
    assert_eq!(scene.client.get("/images").await.read::<Vec<ImageView>>(), vec![created.clone()]);

    let image = Image { agent_image: "wndtnl/ksb-bamboo-agent:edited".to_owned(), ..created.image.clone() };
    let edit = ImageRequest { image, resource_version: created.resource_version.clone(), ..request("plain") };
    let answer = scene.client.change("PUT", "/images/plain", &edit).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(scene.image("plain").await.image, edit.image);
    scene.client.change("PUT", "/images/plain", &edit).await.problem(409, "edited-meanwhile");

    assert_eq!(scene.client.command("DELETE", "/images/plain").await.status, 204);
    scene.client.get("/images/plain").await.problem(404, "not-found");
    live.until("gone", |live| !live.images.contains_key("plain")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_images_are_refused_at_their_fields() {
    let scene = Scene::start().await;
    let check = async |request: ImageRequest, path: &str| {
        let problem = scene.client.change("POST", "/images", &request).await.problem(422, "invalid");
        assert!(problem.fields.iter().any(|field| field.path == path), "{problem:?}");
    };
    check(request("Not A Name"), "name").await;
    let mut wrong = request("plain");
    wrong.image.agent_image = String::new();
    check(wrong, "image.agentImage").await;
    let mut overlay = request("plain");
    overlay.image.overlay = "containers: [".to_owned();
    check(overlay, "image.overlay").await;
    scene.client.change("PUT", "/images/nobody", &request("nobody")).await.problem(422, "invalid");
    let versioned = ImageRequest { resource_version: "1".to_owned(), ..request("nobody") };
    scene.client.change("PUT", "/images/nobody", &versioned).await.problem(404, "not-found");
    scene.client.change("PUT", "/images/other", &request("plain")).await.problem(422, "invalid");
    scene.client.command("DELETE", "/images/nobody").await.problem(404, "not-found");
    assert_eq!(scene.client.change("POST", "/images", &request("plain")).await.status, 201);
    assert_eq!(
        scene.client.change("POST", "/images", &request("plain")).await.problem(409, "exists").fields[0].path,
        "name"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_in_use_stays_and_says_who_uses_it() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-standalone")).await;
    let path = format!("/images/{}", view.image_name);
    let problem = scene.client.command("DELETE", &path).await.problem(409, "image-used");
    assert!(problem.message.contains(&view.name), "{}", problem.message);
    let mut live = scene.live().await;
    live.until("used", |live| {
        live.images.get(&view.image_name).is_some_and(|it| it.used_by == [view.name.clone()])
    })
    .await;

    scene.client.command("DELETE", &format!("/instances/{}", view.name)).await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    scene.client.command("DELETE", &path).await.problem(409, "image-used");
    scene.tell(&view.name, "purge").await;
    live.until("unused", |live| live.images.get(&view.image_name).is_some_and(|it| it.used_by.is_empty()))
        .await;
    assert_eq!(scene.client.command("DELETE", &path).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_not_deleted_under_an_instance_that_is_being_created() {
    let scene = Scene::start().await;
    for round in 0..20 {
        let mut config = preset("bamboo-standalone");
        config.instance.suffix = format!("t{round:04}");
        config.image_name = format!("image-{round}");
        let created = ImageRequest { image: config.image.clone(), ..request(&config.image_name) };
        assert_eq!(scene.client.change("POST", "/images", &created).await.status, 201);
        let apply = ApplyRequest { start: false, ..apply_request(&config) };
        let path = format!("/images/{}", config.image_name);
        let (applied, deleted) = futures::join!(scene.client.change("POST", "/instances", &apply), async {
            // Now and then a moment later.
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            scene.client.command("DELETE", &path).await
        });
        assert_eq!(applied.status, 201, "{}", applied.text);
        assert!(matches!(deleted.status.as_u16(), 204 | 409), "{}", deleted.text);
        assert_eq!(scene.client.get(&path).await.status, 200, "round {round}: the instance has its image");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_an_image_reaches_new_activations_only() {
    let scene = Scene::start().await;
    let view = scene.activate(&preset("bamboo-dind-tls")).await;
    let mut image = scene.image(&view.image_name).await.image;
    image.docker.daemon.mtu = Some(1400);
    scene.edit_image(&view.image_name, image).await;
    let mut live = scene.live().await;
    live.instance(&view.name, "outdated", |view| view.outdated && view.current == Current::Active).await;
    let mtu = async || scene.pod(&view.name).await.unwrap().to_string().contains("1400");
    assert!(!mtu().await, "a running pod keeps its image");

    scene.tell(&view.name, "stop").await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    scene.tell(&view.name, "start").await;
    live.instance(&view.name, "active", |view| view.current == Current::Active && !view.outdated).await;
    assert!(mtu().await, "a new activation takes the image as it is");
}
