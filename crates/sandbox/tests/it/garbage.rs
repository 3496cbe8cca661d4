//! The garbage collector.

use serde_json::{Value, json};

use crate::support::{CONFIG_MAPS, Cluster};

async fn family(cluster: &Cluster) -> Value {
    let owner = cluster.create(CONFIG_MAPS, json!({ "metadata": { "name": "owner" } })).await;
    let reference = json!([{
        "apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"], "blockOwnerDeletion": true,
    }]);
    for path in [CONFIG_MAPS, "/api/v1/namespaces/default/secrets"] {
        let body = json!({ "metadata": { "name": "child", "ownerReferences": reference } });
        cluster.create(path, body).await;
    }
    owner
}

const OWNER: &str = "/api/v1/namespaces/default/configmaps/owner";
const CHILD: &str = "/api/v1/namespaces/default/configmaps/child";
const SECRET: &str = "/api/v1/namespaces/default/secrets/child";

#[tokio::test]
async fn dependents_follow_their_owner() {
    for policy in ["Background", "Foreground"] {
        let cluster = Cluster::start().await;
        family(&cluster).await;
        let answer = cluster.send("DELETE", OWNER, json!({ "propagationPolicy": policy })).await;
        assert_eq!(answer.code, 200, "{policy}: {:#}", answer.body);
        for path in [OWNER, CHILD, SECRET] {
            cluster.until_gone(path).await;
        }
    }
}

#[tokio::test]
async fn orphans_stay_and_forget_their_owner() {
    let cluster = Cluster::start().await;
    family(&cluster).await;
    cluster.send("DELETE", &format!("{OWNER}?propagationPolicy=Orphan"), Value::Null).await;
    cluster.until_gone(OWNER).await;
    for path in [CHILD, SECRET] {
        assert_eq!(cluster.get(path).await["metadata"]["ownerReferences"], Value::Null);
    }
}

#[tokio::test]
async fn a_dependent_of_nobody_goes_and_one_of_two_owners_stays() {
    let cluster = Cluster::start().await;
    let owner = cluster.create(CONFIG_MAPS, json!({ "metadata": { "name": "owner" } })).await;
    let reference =
        |uid: &Value| json!({ "apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": uid });
    let gone = json!("00000000-0000-0000-0000-000000000000");
    let alive = &owner["metadata"]["uid"];
    let body = json!({ "metadata": { "name": "lost", "ownerReferences": [reference(&gone)] } });
    cluster.create(CONFIG_MAPS, body).await;
    let mut other = reference(&gone);
    other["name"] = json!("another");
    let body = json!({ "metadata": { "name": "child", "ownerReferences": [other, reference(alive)] } });
    cluster.create(CONFIG_MAPS, body).await;
    cluster.until_gone("/api/v1/namespaces/default/configmaps/lost").await;
    cluster.get(CHILD).await;
}
