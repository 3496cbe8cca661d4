//! A console with the rights `slipway rbac` gives, and with one less.

use cluster_suite::{Console, KubeconfigFile, Place, eventually, in_place};
use k8s_openapi::api::authentication::v1::TokenRequest;
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use kube::api::{Api, DeleteParams, PostParams};
use serde_json::{Value, json};
use slipway_core::preset;
use slipway_core::target::KubernetesVersion;

use crate::case::Case;
use crate::ground::{Ground, alone, furnished, real_cluster};
use crate::life;

const ACCOUNT: &str = "slipway-console";

/// Name of the cluster's objects: somebody may have those of the documentation.
fn own(place: &Place) -> String {
    format!("{}-definitions", place.namespace)
}

/// What `slipway rbac` prints, without `create` of pods when that is taken away.
fn manifests(place: &Place, without_pods: bool) -> Vec<Value> {
    let mut manifests = slipway_server::rights::manifests(&place.namespace, ACCOUNT);
    for manifest in &mut manifests {
        let text = manifest.to_string().replace("slipway-definitions", &own(place));
        *manifest = serde_json::from_str(&text).unwrap();
        let rules = manifest.get_mut("rules").and_then(Value::as_array_mut);
        for rule in rules.into_iter().flatten().filter(|rule| rule["resources"] == json!(["pods"])) {
            if without_pods {
                rule["verbs"] = json!(["get", "list", "watch", "patch", "delete"]);
            }
        }
    }
    manifests
}

async fn grant(place: &Place, manifest: Value) {
    let client = place.cluster.client.clone();
    let parameters = PostParams::default();
    match manifest["kind"].as_str().unwrap() {
        "ServiceAccount" => {
            let object = serde_json::from_value(manifest).unwrap();
            place.api::<ServiceAccount>().create(&parameters, &object).await.map(drop)
        }
        "Role" => {
            let object = serde_json::from_value(manifest).unwrap();
            place.api::<Role>().create(&parameters, &object).await.map(drop)
        }
        "RoleBinding" => {
            let object = serde_json::from_value(manifest).unwrap();
            place.api::<RoleBinding>().create(&parameters, &object).await.map(drop)
        }
        "ClusterRole" => {
            let object = serde_json::from_value(manifest).unwrap();
            Api::<ClusterRole>::all(client).create(&parameters, &object).await.map(drop)
        }
        "ClusterRoleBinding" => {
            let object = serde_json::from_value(manifest).unwrap();
            Api::<ClusterRoleBinding>::all(client).create(&parameters, &object).await.map(drop)
        }
        other => panic!("{other}"),
    }
    .unwrap();
}

/// A kubeconfig of the account.
async fn login(place: &Place) -> KubeconfigFile {
    let accounts: Api<ServiceAccount> = place.api();
    let request: TokenRequest = serde_json::from_value(json!({"spec": {"audiences": []}})).unwrap();
    let answer = accounts.create_token_request(ACCOUNT, &PostParams::default(), &request).await.unwrap();
    place.cluster.kubeconfig.with_token(&answer.status.unwrap().token)
}

/// Runs `test` with a console of these rights, and no other that could do its work.
async fn with_rights(without_pods: bool, test: impl AsyncFnOnce(&Ground)) {
    let cluster = real_cluster().await;
    let _alone = alone(&cluster).await;
    in_place(&cluster, async |place| {
        furnished(&place).await.stop().await;
        for manifest in manifests(&place, without_pods) {
            grant(&place, manifest).await;
        }
        let console = Console::start_with(&place, &login(&place).await).await;
        let ground = Ground { place, console };
        test(&ground).await;
        ground.console.stop().await;
        let (client, own) = (ground.place.cluster.client.clone(), own(&ground.place));
        let gone = DeleteParams::default();
        Api::<ClusterRoleBinding>::all(client.clone()).delete(&own, &gone).await.unwrap();
        Api::<ClusterRole>::all(client).delete(&own, &gone).await.unwrap();
    })
    .await;
}

fn case() -> Case {
    Case::new("rights", preset::find("bamboo-standalone").unwrap().config.clone())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real cluster"]
async fn the_rights_that_are_documented_are_enough_on_a_real_cluster() {
    with_rights(false, async |ground| {
        assert_eq!(ground.console.view().await.trouble, None);
        let view = ground.console.apply(&case().config).await.unwrap();
        ground.console.until_active(&view.name).await.unwrap();
        life::remove(ground, &view.name, &case().config.image_name).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real cluster"]
async fn a_right_that_is_missing_is_named_on_a_real_cluster() {
    with_rights(true, async |ground| {
        let named = async || {
            let view = ground.console.view().await;
            let sentence = view.trouble?;
            (view.definitions.missing_rights == ["create pods"]).then_some(sentence)
        };
        let sentence = eventually("the missing right", named).await;
        let expected = format!(
            "The server lacks rights in namespace {}: create pods; `slipway rbac` prints all it needs.",
            ground.place.namespace
        );
        assert_eq!(sentence, expected);
        let problem = ground.console.apply(&case().config).await.unwrap_err();
        // An older API server gives no reason, and the console does.
        let says_why = ground.console.target().kubernetes >= KubernetesVersion::NATIVE_SIDECARS;
        let said = if says_why {
            "cannot create resource \"pods\""
        } else {
            "may not create it; `slipway rbac` prints"
        };
        assert!(problem.message.contains(said), "{problem:?}");
    })
    .await;
}
