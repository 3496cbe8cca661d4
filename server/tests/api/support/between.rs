use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use kube::client::Body as ClientBody;
use tokio::net::TcpListener;

use super::Kubeconfig;

/// Somebody who sees every request to an API server first: method and path. What he answers is the answer.
pub(crate) type Before = Arc<dyn Fn(String, String) -> BoxFuture<'static, Option<Response>> + Send + Sync>;

/// An API server in front of another one, with somebody in between.
pub(crate) async fn between(test: &str, server: kube::Client, before: Before) -> Kubeconfig {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let kubeconfig = Kubeconfig::at(test, listener.local_addr().unwrap());
    let router =
        Router::new().fallback(move |request: Request| pass_on(request, server.clone(), before.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    kubeconfig
}

async fn pass_on(request: Request, server: kube::Client, before: Before) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Some(answer) = before(parts.method.to_string(), parts.uri.path().to_owned()).await {
        return answer;
    }
    // The client writes its own.
    parts.headers.remove(header::HOST);
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let request = axum::http::Request::from_parts(parts, ClientBody::from(bytes.to_vec()));
    match server.send(request).await {
        Ok(answer) => answer.map(Body::new),
        Err(error) => (axum::http::StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}
