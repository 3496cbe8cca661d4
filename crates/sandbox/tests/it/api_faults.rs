//! Faults of the API, as the annotation of a namespace orders them: each is shown on the wire.

mod orders;
mod requests;
mod travel;
mod watches;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use kube::client::Body as ClientBody;
use serde_json::{Value, json};

use crate::support::{Answer, Cluster, eventually};

const NAMESPACE: &str = "/api/v1/namespaces/default";
const FAULTS: &str = "sandbox.slipway.dev/faults";

impl Cluster {
    /// Writes the annotation, or removes it when empty.
    async fn order(&self, faults: &str) -> Answer {
        let faults = if faults.is_empty() { Value::Null } else { faults.into() };
        let patch = json!({ "metadata": { "annotations": { FAULTS: faults } } });
        self.send_as("PATCH", NAMESPACE, "application/merge-patch+json", patch).await
    }

    /// The same, and expects it to be taken.
    async fn ordered(&self, faults: &str) {
        let answer = self.order(faults).await;
        assert_eq!(answer.code, 200, "{faults}: {}", answer.body);
    }

    /// Sends a request that may get no answer.
    async fn attempt(&self, method: &str, path: &str, body: Value) -> Result<(u16, String), String> {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let kind = if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let request = request.body(ClientBody::from(body)).unwrap();
        let response = self.client.send(request).await.map_err(|error| error.to_string())?;
        let code = response.status().as_u16();
        let bytes =
            to_bytes(Body::new(response.into_body()), usize::MAX).await.map_err(|it| it.to_string())?;
        Ok((code, String::from_utf8(bytes.to_vec()).unwrap()))
    }

    /// Waits until a request is answered with this code.
    async fn until_code(&self, method: &str, path: &str, code: u16) {
        let asked = async || (self.send(method, path, Value::Null).await.code == code).then_some(());
        assert!(eventually(asked).await.is_some(), "{method} {path} was never answered {code}");
    }
}

fn config_map(name: &str) -> Value {
    json!({ "metadata": { "name": name, "labels": { "of": "the-test" } } })
}
