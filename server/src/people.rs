//! What people wait for: their requests end in time, are tried once more where that helps, and say what is known of a
//! change whose answer was lost.
//!
//! [`wait`] goes around the whole of a request, [`client`] around every request to the cluster in it; what the second
//! sees the first tells.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use axum::body::to_bytes;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::response::{IntoResponse, Response as Answer};
use hyper_util::client::legacy;
use kube::Client;
use kube::client::Body;
use kube::core::Status;
use tokio::time::{sleep, timeout};

use crate::errors::{ApiError, ApiResult, Carried};

/// How long people wait in all: an API server that works answers in milliseconds.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long a read may wait to be tried once more.
const PAUSE: Duration = Duration::from_secs(2);

/// Longest refusal that is read, in bytes: one that names every field of the largest object is shorter.
const REFUSAL: usize = 1 << 20;

/// What is known of a change that was sent and not answered.
const MAYBE: &str = "What was asked may have been done: look before you repeat it.";

tokio::task_local! {
    static WAITING: Arc<Waiting>;
}

/// What is known of the requests to the cluster that somebody waits for.
#[derive(Debug, Default)]
struct Waiting {
    /// A change was sent that may have been done.
    sent: AtomicBool,
    /// Seconds after which the cluster wants to be asked again; 0 when it did not say.
    retry_after: AtomicU32,
}

/// The same cluster, for what people ask of it.
#[must_use]
pub fn client(cluster: Client) -> Client {
    let namespace = cluster.default_namespace().to_owned();
    let service = tower::service_fn(move |request| ask(cluster.clone(), request));
    Client::new(service, namespace)
}

/// The answer that comes of `work`, or that it did not come in time.
pub async fn wait(work: impl Future<Output = Answer>) -> Answer {
    wait_for(PATIENCE, work).await
}

async fn wait_for(limit: Duration, work: impl Future<Output = Answer>) -> Answer {
    let waiting = Arc::new(Waiting::default());
    let work = WAITING.scope(waiting.clone(), work);
    let mut answer = in_time(limit, work).await.unwrap_or_else(IntoResponse::into_response);
    waiting.tell(&mut answer);
    answer
}

/// What comes of `work`, unless it takes longer than `limit`: for the cluster, most often.
///
/// # Errors
/// 504 when it does.
pub async fn in_time<T>(limit: Duration, work: impl Future<Output = T>) -> ApiResult<T> {
    timeout(limit, work).await.map_err(|_| {
        let message = format!("The request took longer than {} seconds.", limit.as_secs());
        ApiError::new(StatusCode::GATEWAY_TIMEOUT, "timeout", message)
    })
}

impl Waiting {
    /// Adds to a problem of the cluster what the cluster's own answer, if there is one, does not say.
    fn tell(&self, answer: &mut Answer) {
        let Some(Carried { problem, .. }) = answer.extensions_mut().get_mut::<Carried>() else { return };
        let is_open = matches!(
            problem.code.as_str(),
            "timeout" | "cluster-unreachable" | "cluster-failed" | "cluster-busy"
        );
        if is_open && self.sent.load(Ordering::Relaxed) {
            problem.message = format!("{} {MAYBE}", problem.message);
        }
        let retry_after = self.retry_after.load(Ordering::Relaxed);
        if problem.code == "cluster-busy" && retry_after > 0 {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
    }
}

/// One request to the cluster.
async fn ask(cluster: Client, request: Request<Body>) -> Result<Response<Body>, kube::Error> {
    // Logs are streams and nobody waits for their end.
    let waiting = WAITING.try_with(Arc::clone).unwrap_or_default();
    if request.method() == Method::GET {
        return read(&cluster, request.into_parts().0, &waiting).await;
    }
    let before = waiting.sent.load(Ordering::Relaxed);
    waiting.sent.store(before || !is_rehearsal(&request), Ordering::Relaxed);
    let (answer, is_undone) = match cluster.send(request).await {
        Ok(answer) => {
            note(&waiting, &answer);
            is_undone(answer).await
        }
        Err(error) => {
            let is_undone = never_sent(&error);
            (Err(error), is_undone)
        }
    };
    if is_undone {
        waiting.sent.store(before, Ordering::Relaxed);
    }
    answer
}

/// The same answer to a change, and whether the change was not done.
///
/// A refusal says so when it is the API server's own, a `Status`: a proxy that loses the API server while it waits for
/// its answer refuses with 503 or 408 what may have been done. 429 is told before anything is done, by whomever: the
/// API server's own is a plain text (Kubernetes' `filters/priority-and-fairness.go`).
async fn is_undone(answer: Response<Body>) -> (Result<Response<Body>, kube::Error>, bool) {
    let code = answer.status();
    if code == StatusCode::TOO_MANY_REQUESTS {
        return (Ok(answer), true);
    }
    if !code.is_client_error() && code != StatusCode::SERVICE_UNAVAILABLE {
        return (Ok(answer), false);
    }
    let (head, body) = answer.into_parts();
    let bytes = said(axum::body::Body::new(body)).await;
    let is_undone = status(&bytes).is_some();
    (Ok(Response::from_parts(head, Body::from(bytes))), is_undone)
}

/// The body of a refusal, nothing where it breaks off or is longer than any.
pub async fn said(body: axum::body::Body) -> Vec<u8> {
    let bytes = to_bytes(body, REFUSAL).await;
    bytes.map(Vec::from).unwrap_or_default()
}

/// What the API server itself says in a refusal.
#[must_use]
pub fn status(bytes: &[u8]) -> Option<Status> {
    /// Every field of a `Status` may be missing; its kind tells it from other JSON.
    #[derive(serde::Deserialize)]
    struct Kind {
        kind: String,
    }
    let Kind { kind } = serde_json::from_slice(bytes).ok()?;
    (kind == "Status").then(|| serde_json::from_slice(bytes).ok())?
}

/// A read, tried once more where the cluster is busy for a moment only.
async fn read(cluster: &Client, parts: Parts, waiting: &Waiting) -> Result<Response<Body>, kube::Error> {
    let ask = || cluster.send(Request::from_parts(parts.clone(), Body::empty()));
    let answer = ask().await?;
    let again = match seconds(answer.headers()).map(u64::from).map(Duration::from_secs) {
        Some(pause) if is_busy(&answer) && pause <= PAUSE => {
            sleep(pause).await;
            ask().await?
        }
        Some(_) | None => answer,
    };
    note(waiting, &again);
    Ok(again)
}

fn note(waiting: &Waiting, answer: &Response<Body>) {
    if is_busy(answer) {
        waiting.retry_after.store(seconds(answer.headers()).unwrap_or_default(), Ordering::Relaxed);
    }
}

fn is_busy(answer: &Response<Body>) -> bool {
    matches!(answer.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
}

/// `Retry-After` in seconds; the API server writes no dates there.
fn seconds(headers: &HeaderMap) -> Option<u32> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// Whether the API server is asked to do everything but store it.
fn is_rehearsal(request: &Request<Body>) -> bool {
    request.uri().query().is_some_and(|query| query.split('&').any(|part| part == "dryRun=All"))
}

/// Whether there was no connection to send the request on.
fn never_sent(error: &kube::Error) -> bool {
    let causes = std::iter::successors(Some(error as &(dyn Error + 'static)), |error| (*error).source());
    causes.filter_map(|cause| cause.downcast_ref::<legacy::Error>()).any(legacy::Error::is_connect)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// How a cluster answers every request.
    #[derive(Clone, Copy, Debug)]
    enum Cluster {
        /// A status, with this `Retry-After`; the body is no `Status`.
        Says(u16, Option<&'static str>),
        /// The API server itself, in a `Status`.
        Refuses(u16),
        BreaksOff,
        Hangs,
    }

    impl Cluster {
        async fn answer(self) -> Result<Response<Body>, std::io::Error> {
            let (code, retry_after) = match self {
                Self::Says(code, retry_after) => (code, retry_after),
                Self::Refuses(code) => (code, None),
                Self::BreaksOff => return Err(std::io::ErrorKind::ConnectionReset.into()),
                Self::Hangs => std::future::pending().await,
            };
            let body = match self {
                Self::Refuses(code) => format!(r#"{{"kind": "Status", "code": {code}, "message": "no"}}"#),
                Self::Says(..) | Self::BreaksOff | Self::Hangs => "no Status".to_owned(),
            };
            let mut answer = Response::new(Body::from(body.into_bytes()));
            *answer.status_mut() = StatusCode::from_u16(code).expect("a status");
            if let Some(seconds) = retry_after {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
            }
            Ok(answer)
        }
    }

    /// The answer to somebody whose request sends this one to such a cluster, and how often the cluster was asked.
    async fn answered(method: &str, path: &str, cluster: Cluster) -> (Answer, usize) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let service = tower::service_fn(move |_: Request<Body>| {
            count.fetch_add(1, Ordering::Relaxed);
            cluster.answer()
        });
        let client = client(Client::new(service, "slipway"));
        let request = Request::builder().method(method).uri(path).body(Vec::new()).expect("a request");
        let limit = Duration::from_millis(if matches!(cluster, Cluster::Hangs) { 20 } else { 60_000 });
        let handler = async move {
            let answer = client.request::<serde_json::Value>(request).await.map_err(ApiError::from);
            answer.map_or_else(IntoResponse::into_response, |_| StatusCode::OK.into_response())
        };
        (wait_for(limit, handler).await, asked.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn a_change_whose_answer_was_lost_may_have_been_done() {
        use Cluster::{BreaksOff, Hangs, Refuses, Says};
        for (method, path, cluster, expected) in [
            ("PATCH", "/a", Hangs, true),
            ("POST", "/a?fieldManager=slipway", BreaksOff, true),
            ("DELETE", "/a", Says(504, None), true),
            ("PUT", "/a", Says(500, None), true),
            ("PUT", "/a", Says(409, None), false),
            ("PUT", "/a", Says(429, None), false),
            ("PUT", "/a", Says(408, None), true),
            ("PUT", "/a", Says(503, None), true),
            ("POST", "/a", Says(503, Some("3")), true),
            ("POST", "/a?dryRun=All", Says(503, None), false),
            ("PUT", "/a", Refuses(503), false),
            ("PUT", "/a", Refuses(408), false),
            ("PUT", "/a", Refuses(500), true),
            ("GET", "/a", Says(503, None), false),
            ("PATCH", "/a?dryRun=All&force=true", Hangs, false),
            ("PATCH", "/a?force=true&dryRun=All", BreaksOff, false),
            ("GET", "/a", Hangs, false),
            ("GET", "/a", BreaksOff, false),
            ("GET", "/a", Says(500, None), false),
        ] {
            let (answer, asked) = answered(method, path, cluster).await;
            let problem = &answer.extensions().get::<Carried>().expect("a problem").problem;
            assert_eq!(problem.message.contains(MAYBE), expected, "{method} {path} {cluster:?}: {problem:?}");
            assert_eq!(asked, 1, "{method} {path} {cluster:?}");
        }
    }

    #[tokio::test]
    async fn a_busy_cluster_says_when_and_a_read_is_tried_once_more() {
        for (method, code, retry_after, tries) in [
            ("GET", 429, Some("0"), 2),
            ("GET", 503, Some("0"), 2),
            ("GET", 429, Some("3"), 1),
            ("GET", 503, None, 1),
            ("PATCH", 429, Some("0"), 1),
            ("PATCH", 429, Some("7"), 1),
        ] {
            let (answer, asked) = answered(method, "/a", Cluster::Says(code, retry_after)).await;
            let problem = &answer.extensions().get::<Carried>().expect("a problem").problem;
            assert_eq!((answer.status().as_u16(), problem.code.as_str()), (503, "cluster-busy"));
            assert_eq!(asked, tries, "{method} {code} {retry_after:?}");
            let told = answer.headers().get(header::RETRY_AFTER).map(|value| value.to_str().expect("text"));
            assert_eq!(told, retry_after.filter(|seconds| *seconds != "0"), "{method} {code}");
        }
    }

    #[tokio::test]
    async fn nothing_was_sent_to_a_cluster_that_nobody_connects_to() {
        let mut config = kube::Config::new("http://127.0.0.1:1".parse().expect("a URL"));
        config.default_retry = false;
        let client = client(Client::try_from(config).expect("a client"));
        let request = Request::post("/a").body(Vec::new()).expect("a request");
        let handler = async move {
            let answer = client.request::<serde_json::Value>(request).await.map_err(ApiError::from);
            answer.map_or_else(IntoResponse::into_response, |_| StatusCode::OK.into_response())
        };
        let answer = wait(handler).await;
        let problem = &answer.extensions().get::<Carried>().expect("a problem").problem;
        assert_eq!(problem.code, "cluster-unreachable");
        assert!(!problem.message.contains(MAYBE), "{problem:?}");
    }
}
