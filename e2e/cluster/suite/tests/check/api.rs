//! Asking the API server by a dry run.

use cluster_suite::Place;
use http::Request;
use kube::client::Body;
use serde_json::Value;
use slipway_core::validate::Kind;

use super::verdict::Verdict;

/// As the kind stands in URLs.
pub(super) fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Pod => "pods",
        Kind::PersistentVolumeClaim => "persistentvolumeclaims",
        Kind::Secret => "secrets",
    }
}

/// What the API server says of creating the object; nothing is stored.
pub(super) async fn ask(place: &Place, plural: &str, object: &Value) -> Verdict {
    let url = format!("/api/v1/namespaces/{}/{plural}?dryRun=All&fieldValidation=Strict", place.namespace);
    let body = serde_json::to_vec(object).expect("JSON");
    let request = Request::post(url).header("Content-Type", "application/json").body(Body::from(body));
    let response = place.cluster.client.send(request.expect("a request")).await.expect("an answer");
    let code = response.status().as_u16();
    let body = response.into_body().collect_bytes().await.expect("its body");
    Verdict::of_answer(code, &serde_json::from_slice(&body).unwrap_or_default())
}
