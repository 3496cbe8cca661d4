//! `/credentials`, `/secrets`

use k8s_openapi::api::core::v1::Secret;
use kube::api::{ObjectMeta, PostParams};
use serde_json::{Value, json};
use slipway_core::api::Current;

use crate::support::{Scene, apply_request, preset};

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
