//! `/instances/{name}/logs`

use axum::body::Body;
use axum::extract::State;
use axum::http::{self, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures::StreamExt;
use kube::ResourceExt;
use kube::api::LogParams;
use kube::client::Body as KubeBody;
use kube::core::Request;
use serde_json::Value;
use slipway_core::api::LogQuery;

use super::instances::find;
use crate::app::App;
use crate::errors::{ApiError, ApiResult};
use crate::extract::{self, Path};
use crate::objects::{Kind, Ownership, ownership};
use crate::people::{PATIENCE, in_time, said, status};

/// `GET /instances/{name}/logs`: plain text, streamed while `follow`. Whatever a container writes is only ever text.
pub async fn stream(
    State(app): State<App>,
    Path(name): Path<String>,
    extract::Query(query): extract::Query<LogQuery>,
) -> ApiResult<Response> {
    let follow = query.follow;
    let place = app.streams.take()?;
    let asked = in_time(PATIENCE, request(&app, &name, query)).await??;
    let answering = app.client.send(asked.map(KubeBody::from));
    let answer = if follow {
        // A kubelet answers once the container writes something, and that may be never.
        tokio::select! {
            answer = answering => answer?,
            () = app.shutdown.wait() => return Err(ending()),
        }
    } else {
        in_time(PATIENCE, answering).await??
    };
    if !answer.status().is_success() {
        let refused = in_time(PATIENCE, refused(answer.status(), Body::new(answer.into_body())));
        return Err(refused.await.unwrap_or_else(|late| late));
    }
    let pieces = Body::new(answer.into_body()).into_data_stream();
    let mut response =
        Response::new(Body::from_stream(place.held_by(pieces.take_until(app.shutdown.wait_owned()))));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    // A proxy that collects would turn a live log into a dead one.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// The request for the log of the instance's own pod: another one of its name is none of its business.
async fn request(app: &App, name: &str, query: LogQuery) -> ApiResult<http::Request<Vec<u8>>> {
    let instance = find(app, name).await?;
    let uid = instance.uid().unwrap_or_default();
    let pod = app.objects.get(Kind::Pod, name).await?.filter(|pod| ownership(pod, &uid) == Ownership::Ours);
    let pod =
        pod.ok_or_else(|| ApiError::not_found(format!("Instance {name} has no pod, and so no log.")))?;
    let path = format!("/api/v1/namespaces/{}/pods", app.link.identity.namespace);
    Request::new(path)
        .logs(name, &params(query, &pod))
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, "unreadable", format!("{error}.")))
}

fn ending() -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "ending", "Slipway's server ends; ask again later.")
}

fn params(query: LogQuery, pod: &Value) -> LogParams {
    let LogQuery { container, follow, previous, timestamps, tail } = query;
    let container = if container.is_empty() { agent(pod) } else { Some(container) };
    LogParams { container, follow, previous, timestamps, tail_lines: tail, ..LogParams::default() }
}

/// The agent's container, as the pod names it for kubectl; else its first.
fn agent(pod: &Value) -> Option<String> {
    let named = pod.pointer("/metadata/annotations/kubectl.kubernetes.io~1default-container");
    named.or_else(|| pod.pointer("/spec/containers/0/name")).and_then(Value::as_str).map(str::to_owned)
}

async fn refused(code: StatusCode, body: Body) -> ApiError {
    match status(&said(body).await) {
        Some(status) => kube::Error::Api(Box::new(status)).into(),
        None => {
            ApiError::new(StatusCode::BAD_GATEWAY, "cluster-failed", format!("The cluster answered {code}."))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Bytes;
    use futures::stream::{pending, repeat};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_refusal_that_does_not_end_is_one_all_the_same() {
        let piece = Ok::<_, Infallible>(Bytes::from(vec![b' '; 64 << 10]));
        let status = r#"{"kind": "Status", "code": 404, "message": "no pod", "reason": "NotFound"}"#;
        for (body, expected) in [
            (Body::from(status), Ok("not-found")),
            (Body::from("{}"), Ok("cluster-failed")),
            (Body::from_stream(repeat(piece)), Ok("cluster-failed")),
            (Body::from_stream(pending::<Result<Bytes, Infallible>>()), Err("timeout")),
        ] {
            let refused = in_time(PATIENCE, refused(StatusCode::NOT_FOUND, body)).await;
            let codes = refused.as_ref().map(|error| error.problem().code.as_str());
            assert_eq!(codes.map_err(|late| late.problem().code.as_str()), expected);
        }
    }
}
