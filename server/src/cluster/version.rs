use kube::Client;
use serde_json::Value;
use slipway_core::target::KubernetesVersion;

/// Asks for the version of the API server.
pub(super) async fn version(client: &Client) -> Result<KubernetesVersion, kube::Error> {
    let request = axum::http::Request::get("/version").body(Vec::new()).map_err(kube::Error::HttpError)?;
    let answer: Value = client.request(request).await?;
    let part = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(KubernetesVersion::parse(&format!("{}.{}", part("major"), part("minor"))).unwrap_or_default())
}
