use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use kube::client::Body as ClientBody;
use kube::config::Config;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_core::api::{PREFIX, Problem, REQUEST_HEADER};

/// An HTTP client: kube's is one that is here anyway.
#[derive(Clone)]
pub(crate) struct Client {
    inner: kube::Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as `T`; the test ends when it is something else.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    /// The body as `T`; `None` when it is something else.
    pub(crate) fn try_read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.text).ok()
    }

    /// The problem, which must have this status and code.
    pub(crate) fn problem(&self, status: u16, code: &str) -> Problem {
        let problem: Problem = self.read();
        assert_eq!(
            (self.status.as_u16(), problem.status, problem.code.as_str()),
            (status, status, code),
            "{problem:?}"
        );
        assert!(problem.message.ends_with('.'), "a problem is a sentence: {}", problem.message);
        problem
    }

    /// A header as text; empty without one.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        let mut config = Config::new(url.parse().unwrap());
        config.default_retry = false;
        Self { inner: kube::Client::try_from(config).unwrap() }
    }

    /// `GET` of a route of the API.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(format!("{PREFIX}{path}")).body(String::new()).unwrap()).await
    }

    /// A state change with everything it needs.
    pub(crate) async fn change<T: Serialize>(&self, method: &str, path: &str, body: &T) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{PREFIX}{path}"))
            .header(REQUEST_HEADER, "1")
            .header("content-type", "application/json")
            .body(serde_json::to_string(body).unwrap())
            .unwrap();
        self.send(request).await
    }

    /// A state change without a body.
    pub(crate) async fn command(&self, method: &str, path: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{PREFIX}{path}"))
            .header(REQUEST_HEADER, "1")
            .body(String::new())
            .unwrap();
        self.send(request).await
    }

    /// Any request.
    pub(crate) async fn send(&self, request: Request<String>) -> Answer {
        let response =
            self.inner.send(request.map(|text| ClientBody::from(text.into_bytes()))).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect_bytes().await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// A request whose answer is a stream.
    pub(crate) async fn open(&self, request: Request<String>) -> Body {
        let response =
            self.inner.send(request.map(|text| ClientBody::from(text.into_bytes()))).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Body::new(response.into_body())
    }

    /// `GET` of a route of the API, read as JSON.
    pub(crate) async fn json(&self, path: &str) -> Value {
        self.get(path).await.read()
    }
}
