//! `/credentials`, `/secrets`

use base64::Engine;
use k8s_openapi::api::core::v1::Secret;
use kube::api::{ObjectMeta, PostParams};
use serde_json::{Value, json};
use slipway_core::api::{Current, PREFIX};

use crate::support::{Raw, Scene, apply_request, preset};

fn login(name: &str) -> Value {
    json!({"name": name, "registry": "private.example.com", "username": "ann", "password": "p"})
}

fn data(secret: &Secret, key: &str) -> String {
    String::from_utf8(secret.data.as_ref().unwrap()[key].0.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_become_a_secret_that_each_instance_gets_a_copy_of() {
    let scene = Scene::start().await;
    let mut config = preset("bamboo-standalone");
    config.image.agent_image = "private.example.com/agent:1".to_owned();
    config.image.registry_credentials = "login".to_owned();
    let answer = scene.client.change("POST", "/instances", &apply_request(&config)).await;
    assert_eq!(answer.problem(422, "credentials-missing").fields[0].path, "image.registryCredentials");

    assert_eq!(scene.client.change("POST", "/credentials", &login("login")).await.status, 201);
    let view = scene.activate(&config).await;
    let secrets = scene.objects::<Secret>();
    let (source, copy) = (secrets.get("login").await.unwrap(), secrets.get(&view.name).await.unwrap());
    assert_eq!(copy.data, source.data);
    assert_eq!(copy.type_.as_deref(), Some("kubernetes.io/dockerconfigjson"));
    let expected = r#"{"auths":{"private.example.com":{"auth":"YW5uOnA=","password":"p","username":"ann"}}}"#;
    assert_eq!(data(&source, ".dockerconfigjson"), expected);

    let problem =
        scene.client.change("POST", "/credentials", &login(&view.name)).await.problem(409, "not-ours");
    assert_eq!(problem.fields[0].path, "name", "the copy is written by Slipway alone");
    assert_eq!(secrets.get(&view.name).await.unwrap().data, source.data);

    let new =
        json!({"name": "login", "registry": "private.example.com", "username": "ann", "password": "new"});
    assert_eq!(scene.client.change("POST", "/credentials", &new).await.status, 204);
    let follows =
        |copy: Option<&Secret>| copy.is_some_and(|copy| data(copy, ".dockerconfigjson").contains("new"));
    let followed = kube::runtime::wait::await_condition(secrets, &view.name, follows);
    tokio::time::timeout(std::time::Duration::from_secs(60), followed)
        .await
        .expect("the copy follows")
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_can_be_made_and_given_more_keys() {
    let scene = Scene::start().await;
    let secret = |key: &str, value: &str| json!({"name": "tokens", "key": key, "value": value});
    assert_eq!(scene.client.change("POST", "/secrets", &secret("a", "1")).await.status, 201);
    assert_eq!(scene.client.change("POST", "/secrets", &secret("b", "2")).await.status, 204);
    assert_eq!(scene.client.change("POST", "/secrets", &secret("a", "3")).await.status, 204);
    let made = scene.objects::<Secret>().get("tokens").await.unwrap();
    assert_eq!([data(&made, "a"), data(&made, "b")], ["3", "2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_names_and_secrets_of_others_are_refused() {
    let scene = Scene::start().await;
    let check = async |path: &str, body: Value, status: u16, code: &str, field: &str| {
        let problem = scene.client.change("POST", path, &body).await.problem(status, code);
        assert_eq!(problem.fields[0].path, field, "{problem:?}");
        assert!(!format!("{problem:?}").contains("s3cret"), "a value is never repeated");
    };
    check("/secrets", json!({"name": "A B", "key": "a", "value": "s3cret"}), 422, "invalid", "name").await;
    check("/secrets", json!({"name": "a", "key": "a b", "value": "s3cret"}), 422, "invalid", "key").await;
    let number = json!({"name": "a", "key": "a", "value": ["s3cret"]});
    check("/secrets", number, 422, "unreadable", "value").await;
    let number = json!({"name": "a", "registry": "r", "username": "u", "password": ["s3cret"]});
    check("/credentials", number, 422, "unreadable", "password").await;
    let nowhere = json!({"name": "a", "registry": "", "username": "u", "password": "s3cret"});
    check("/credentials", nowhere, 422, "invalid", "registry").await;
    let theirs = Secret {
        metadata: ObjectMeta { name: Some("theirs".to_owned()), ..ObjectMeta::default() },
        ..Secret::default()
    };
    scene.objects::<Secret>().create(&PostParams::default(), &theirs).await.unwrap();
    check("/secrets", json!({"name": "theirs", "key": "a", "value": "s3cret"}), 409, "not-ours", "name")
        .await;
    assert_eq!(
        scene.client.change("POST", "/secrets", &json!({"name": "x", "key": "a", "value": "v"})).await.status,
        201
    );
    check("/credentials", login("x"), 409, "other-type", "name").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_vanish_are_an_error_with_their_name() {
    let scene = Scene::start().await;
    scene.client.change("POST", "/credentials", &login("login")).await;
    let mut config = preset("bamboo-standalone");
    config.image.registry_credentials = "login".to_owned();
    let view = scene.activate(&config).await;
    let mut live = scene.live().await;
    scene.tell(&view.name, "stop").await;
    live.instance(&view.name, "inactive", |view| view.current == Current::Inactive).await;
    scene.objects::<Secret>().delete("login", &kube::api::DeleteParams::default()).await.unwrap();
    scene.tell(&view.name, "start").await;
    let view = live.instance(&view.name, "error", |view| view.current == Current::Error).await;
    assert!(view.sentence.contains("Secret login"), "{}", view.sentence);
    scene.client.change("POST", "/credentials", &login("login")).await;
    live.instance(&view.name, "active", |view| view.current == Current::Active).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_and_no_message_of_the_stream_has_a_secret_value() {
    const CANARY: &str = "c4n4ry-7f3a9e51";
    let scene = Scene::start().await;
    let stream = format!("GET {PREFIX}/stream HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let mut stream = Raw::open(&scene.url, stream.as_bytes()).await;
    let mut said = String::new();
    let login = |field: &str, value: Value| {
        let mut login = login("login");
        login[field] = value;
        login
    };
    let secret = |field: &str, value: Value| {
        let mut secret = json!({"name": "tokens", "key": "token", "value": CANARY});
        secret[field] = value;
        secret
    };
    let values = [json!(CANARY), json!([CANARY]), json!({CANARY: CANARY}), json!({"name": CANARY})];
    for value in values {
        for (path, body) in [
            ("/credentials", login("password", value.clone())),
            ("/credentials", login(CANARY, value.clone())),
            ("/secrets", secret("value", value.clone())),
            ("/secrets", secret(CANARY, value.clone())),
            ("/secrets", value.clone()),
            // To the wrong route.
            ("/credentials", secret("value", value.clone())),
            ("/secrets", login("password", value.clone())),
        ] {
            let answer = scene.client.change("POST", path, &body).await;
            said.push_str(&format!("{:?} {}\n", answer.headers, answer.text));
        }
    }
    assert_eq!(
        scene.client.change("POST", "/credentials", &login("password", json!(CANARY))).await.status,
        204
    );
    let mut config = preset("bamboo-standalone");
    config.image.registry_credentials = "login".to_owned();
    let dry = scene.client.change("POST", "/instances/dry-run", &apply_request(&config)).await;
    said.push_str(&dry.text);
    let name = scene.activate(&config).await.name;
    for path in ["/instances", "/images", "/clusters"] {
        said.push_str(&scene.client.get(path).await.text);
    }
    for path in ["", "/manifests", "/events", "/logs"] {
        said.push_str(&scene.client.get(&format!("/instances/{name}{path}")).await.text);
    }
    let copied = scene.objects::<Secret>().get(&name).await.unwrap();
    assert!(data(&copied, ".dockerconfigjson").contains(CANARY), "the value is where it belongs");
    said.push_str(&stream.until("\"current\":\"Active\"").await);
    assert!(said.contains(&name));
    let reversed: String = CANARY.chars().rev().collect();
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("ann:{CANARY}"));
    for form in [CANARY, &reversed, &encoded] {
        let place = said
            .find(form)
            .map(|place| said[place.saturating_sub(200)..].chars().take(400).collect::<String>());
        assert_eq!(place, None, "{form}");
    }
}
