//! What a page of another site can make a browser send: of every route that changes something, nothing is accepted.

use std::collections::BTreeMap;

use axum::http::Request;
use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;
use kube::api::ListParams;
use serde_json::{Value, json};
use slipway_core::api::{PREFIX, REQUEST_HEADER};
use slipway_server::crd::{AgentImage, AgentInstance};
use slipway_server::serve::Settings;

use crate::support::{Answer, Scene, apply_request, preset, settings};

/// Every route that changes something; `{name}` is an instance, `{image}` its image.
const ROUTES: [(&str, &str); 14] = [
    ("POST", "/clusters/sandbox/definitions"),
    ("POST", "/images"),
    ("PUT", "/images/{image}"),
    ("DELETE", "/images/{image}"),
    ("POST", "/instances"),
    ("POST", "/instances/dry-run"),
    ("PUT", "/instances/{name}"),
    ("DELETE", "/instances/{name}"),
    ("POST", "/instances/{name}/start"),
    ("POST", "/instances/{name}/stop"),
    ("POST", "/instances/{name}/restart"),
    ("POST", "/instances/{name}/purge"),
    ("POST", "/credentials"),
    ("POST", "/secrets"),
];

type Headers = &'static [(&'static str, &'static str)];

/// What is sent beside the content type of JSON and our own header, where `None` stands for leaving that one out.
const ATTACKS: [(&str, Option<&str>, Headers); 22] = [
    ("without our header", None, &[]),
    ("a form", None, &[("content-type", "application/x-www-form-urlencoded")]),
    ("a form with files", None, &[("content-type", "multipart/form-data; boundary=b")]),
    ("text", Some("1"), &[("content-type", "text/plain")]),
    ("text that mentions JSON", Some("1"), &[("content-type", "text/plain; application/json")]),
    ("no content type", Some("1"), &[("content-type", "")]),
    ("another site", Some("1"), &[("origin", "https://evil.example.com")]),
    ("another port", Some("1"), &[("origin", "http://127.0.0.1:1")]),
    ("a name that is longer", Some("1"), &[("origin", "https://slipway.example.com.evil.example.com")]),
    ("another port of ours", Some("1"), &[("origin", "https://slipway.example.com:9999")]),
    ("an extension", Some("1"), &[("origin", "chrome-extension://slipway.example.com")]),
    ("no scheme", Some("1"), &[("origin", "://slipway.example.com")]),
    ("a sandboxed frame", Some("1"), &[("origin", "null")]),
    ("no origin at all", Some("1"), &[("origin", "")]),
    ("by fetch metadata", Some("1"), &[("sec-fetch-site", "cross-site")]),
    ("by fetch metadata, a neighbour", Some("1"), &[("sec-fetch-site", "same-site")]),
    ("by fetch metadata, nonsense", Some("1"), &[("sec-fetch-site", "Same-Origin")]),
    ("a name of its own", Some("1"), &[("host", "evil.example.com")]),
    ("a name that begins with ours", Some("1"), &[("host", "127.0.0.1.evil.example.com")]),
    ("another address of this machine", Some("1"), &[("host", "10.0.0.1")]),
    ("another method", None, &[("x-http-method-override", "DELETE")]),
    ("our header's name in another one", None, &[("x-other", REQUEST_HEADER)]),
];

struct Target {
    scene: Scene,
    name: String,
    image: String,
    bodies: BTreeMap<&'static str, Value>,
}

impl Target {
    async fn start() -> Self {
        let allowed_hosts = vec!["slipway.example.com".to_owned()];
        let scene = Scene::with(Settings { allowed_hosts, ..settings() }).await;
        let view = scene.activate(&preset("bamboo-standalone")).await;
        let image = scene.image(&view.image_name).await;
        let mut other = preset("bamboo-standalone");
        other.instance.suffix = "0th3r".to_owned();
        let apply = serde_json::to_value(apply_request(&other)).unwrap();
        let edit = json!({"imageName": view.image_name, "instance": view.instance, "resourceVersion": view.resource_version});
        let edit_image =
            json!({"name": image.name, "image": image.image, "resourceVersion": image.resource_version});
        let login = json!({"name": "login", "registry": "r", "username": "u", "password": "p"});
        let bodies = BTreeMap::from([
            ("POST /images", json!({"name": "new", "image": image.image})),
            ("PUT /images/{image}", edit_image),
            ("POST /instances", apply.clone()),
            ("POST /instances/dry-run", apply),
            ("PUT /instances/{name}", edit),
            ("POST /credentials", login),
            ("POST /secrets", json!({"name": "tokens", "key": "k", "value": "v"})),
        ]);
        Self { scene, name: view.name, image: view.image_name, bodies }
    }

    async fn send(&self, method: &str, route: &str, ours: Option<&str>, headers: Headers) -> Answer {
        let path = route.replace("{name}", &self.name).replace("{image}", &self.image);
        let mut request = Request::builder().method(method).uri(format!("{PREFIX}{path}"));
        if let Some(value) = ours {
            request = request.header(REQUEST_HEADER, value);
        }
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // Every request has a body, so that its content type counts.
        let body =
            self.bodies.get(format!("{method} {route}").as_str()).cloned().unwrap_or_else(|| json!({}));
        self.scene.client.send(request.body(body.to_string()).unwrap()).await
    }

    /// Everything a route may change, with the version of each.
    async fn state(&self) -> Vec<(String, Option<String>)> {
        let all = ListParams::default();
        let images = self.scene.objects::<AgentImage>().list(&all).await.unwrap();
        let instances = self.scene.objects::<AgentInstance>().list(&all).await.unwrap();
        let secrets = self.scene.objects::<Secret>().list(&all).await.unwrap();
        let images = images.iter().map(|it| (it.name_any(), it.resource_version()));
        let instances = instances.iter().map(|it| (it.name_any(), it.resource_version()));
        let secrets = secrets.iter().map(|it| (it.name_any(), it.resource_version()));
        images.chain(instances).chain(secrets).collect()
    }
}

#[test]
fn the_list_has_every_route_that_changes_something() {
    let router = include_str!("../../src/router.rs");
    let routes = ["post(", "put(", "delete(", "patch("].map(|call| {
        let calls = router.match_indices(call);
        calls.filter(|(at, _)| router[..*at].ends_with(['.', ' '])).count()
    });
    assert_eq!(routes.iter().sum::<usize>(), ROUTES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_another_site_can_send_changes_anything() {
    let target = Target::start().await;
    let before = target.state().await;
    for (method, route) in ROUTES {
        for (attack, ours, headers) in ATTACKS {
            let answer = target.send(method, route, ours, headers).await;
            let refused = matches!(answer.status.as_u16(), 403 | 415);
            assert!(refused, "{attack}: {method} {route}: {} {}", answer.status, answer.text);
        }
        // The read of the same path is one, whatever else it says it is.
        target.send("GET", route, None, &[("x-http-method-override", "POST")]).await;
    }
    assert_eq!(target.state().await, before);
    // The same without an attack is let through.
    for (method, route) in ROUTES {
        let own: Headers = &[("origin", "https://slipway.example.com"), ("sec-fetch-site", "same-origin")];
        let answer = target.send(method, route, Some("1"), own).await;
        assert!(!matches!(answer.status.as_u16(), 403 | 415), "{method} {route}: {}", answer.text);
    }
    assert_ne!(target.state().await, before);
}
