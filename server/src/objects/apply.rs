use axum::http::{Request, Response, header};
use kube::Client;
use kube::api::{DeleteParams, Patch, PatchParams, Preconditions};
use kube::client::Body;
use kube::core::{Request as KubeRequest, Status};
use serde_json::Value;

use super::{FIELD_MANAGER, Kind, found};
use crate::errors::is_code;

/// The objects of one namespace, as JSON: what is sent is exactly what was previewed, whatever version of Kubernetes
/// the typed objects were made for.
#[derive(Clone)]
pub struct Objects {
    client: Client,
    namespace: String,
}

/// What the API server made of an object.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The object as it came back.
    pub object: Value,
    /// The warnings that came with it.
    pub warnings: Vec<String>,
}

impl Objects {
    /// The objects of `namespace`.
    #[must_use]
    pub fn new(client: Client, namespace: &str) -> Self {
        Self { client, namespace: namespace.to_owned() }
    }

    /// Server-side apply; with `dry_run` the API server does everything but store it.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn apply(
        &self,
        kind: Kind,
        name: &str,
        object: &Value,
        dry_run: bool,
    ) -> Result<Applied, kube::Error> {
        let params = PatchParams { dry_run, ..PatchParams::apply(FIELD_MANAGER).force() };
        let request = self
            .resource(kind)
            .patch(name, &params, &Patch::Apply(object))
            .map_err(kube::Error::BuildRequest)?;
        let response = self.client.send(request.map(Body::from)).await?;
        let warnings = warnings(&response);
        Ok(Applied { object: read(response).await?, warnings })
    }

    /// One object; `None` when there is none.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn get(&self, kind: Kind, name: &str) -> Result<Option<Value>, kube::Error> {
        let request: Request<Vec<u8>> = self
            .resource(kind)
            .get(name, &kube::api::GetParams::default())
            .map_err(kube::Error::BuildRequest)?;
        // Not `Client::request`: it logs what it cannot read, and that may be half a Secret.
        found(read(self.client.send(request.map(Body::from)).await?).await, name)
    }

    /// Deletes the object with `uid`, with the grace period it asks for. One that is gone or another by now is left;
    /// whether it is, is looked at: a 404 can come from anywhere, and a 409 can be about anything.
    ///
    /// # Errors
    /// What the API server answered.
    pub async fn delete(&self, kind: Kind, name: &str, uid: &str) -> Result<(), kube::Error> {
        let preconditions = Preconditions { uid: Some(uid.to_owned()), resource_version: None };
        let params = DeleteParams { preconditions: Some(preconditions), ..DeleteParams::default() };
        let request = self.resource(kind).delete(name, &params).map_err(kube::Error::BuildRequest)?;
        match read(self.client.send(request.map(Body::from)).await?).await {
            Ok(_) => Ok(()),
            Err(error) if is_code(&error, 404) || is_code(&error, 409) => {
                let is_there = self.get(kind, name).await?.is_some_and(|found| has_uid(&found, uid));
                if is_there { Err(error) } else { Ok(()) }
            }
            Err(error) => Err(error),
        }
    }

    fn resource(&self, kind: Kind) -> KubeRequest {
        KubeRequest::new(format!("/api/v1/namespaces/{}/{}", self.namespace, kind.plural()))
    }
}

fn has_uid(object: &Value, uid: &str) -> bool {
    object.pointer("/metadata/uid").and_then(Value::as_str) == Some(uid)
}

async fn read(response: Response<Body>) -> Result<Value, kube::Error> {
    let code = response.status();
    let bytes = response.into_body().collect_bytes().await?;
    if code.is_success() {
        return serde_json::from_slice(&bytes).map_err(kube::Error::SerdeError);
    }
    let status = serde_json::from_slice(&bytes).unwrap_or_else(|_| {
        // Something between us and the API server answered.
        Status::failure(&String::from_utf8_lossy(&bytes), "Unknown").with_code(code.as_u16())
    });
    Err(kube::Error::Api(Box::new(status)))
}

/// The texts of `Warning: 299 - "text"` headers (RFC 7234, section 5.5).
fn warnings(response: &Response<Body>) -> Vec<String> {
    let values = response.headers().get_all(header::WARNING).iter().filter_map(|value| value.to_str().ok());
    values.map(warning_text).collect()
}

fn warning_text(value: &str) -> String {
    let quoted = value.splitn(3, ' ').nth(2).unwrap_or(value).trim();
    let text = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
    text.replace("\\\"", "\"").replace("\\\\", "\\")
}
