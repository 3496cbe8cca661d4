//! A sandbox with a client, requests in one line, and waiting on conditions with a bound.

use std::{fs, path::PathBuf, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use futures::StreamExt;
use kube::{Client, Config, client::Body as ClientBody};
use serde_json::{Value, json};
use slipway_sandbox::{Options, Pace, Sandbox};
use tokio::net::TcpListener;

/// The longest any condition may take; generous, because machines that run tests are busy.
pub(crate) const BOUND: Duration = Duration::from_secs(30);

/// A running sandbox and a client of it.
pub(crate) struct Cluster {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) body: Value,
}

/// Fast, and otherwise as by default.
pub(crate) fn fast() -> Options {
    Options { pace: Pace::FAST, ..Options::default() }
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        Self::with(fast()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sandbox = Sandbox::start(listener, options).await.unwrap();
        let mut config = Config::new(sandbox.url().parse().unwrap());
        // Requests are what the tests count.
        config.default_retry = false;
        let client = Client::try_from(config).unwrap();
        Self { sandbox, client }
    }

    /// Sends a request and returns the body as a stream.
    pub(crate) async fn open(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (u16, Body) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.client.send(request.body(ClientBody::from(body)).unwrap()).await.unwrap();
        (response.status().as_u16(), Body::new(response.into_body()))
    }

    /// Sends a request and returns the answer as text.
    pub(crate) async fn text(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> (u16, String) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let (code, body) = self.open(method, path, headers, body).await;
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        (code, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// Sends a JSON request.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send_as(method, path, "application/json", body).await
    }

    /// Sends a JSON request of a content type.
    pub(crate) async fn send_as(&self, method: &str, path: &str, content_type: &str, body: Value) -> Answer {
        let headers = [("content-type", content_type), ("user-agent", "tests/1")];
        let (code, text) = self.text(method, path, &headers, &body).await;
        Answer { code, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.send("GET", path, Value::Null).await;
        assert_eq!(answer.code, 200, "GET {path}: {}", answer.body);
        answer.body
    }

    /// Creates an object and expects that to work.
    pub(crate) async fn create(&self, path: &str, body: Value) -> Value {
        let answer = self.send("POST", path, body).await;
        assert_eq!(answer.code, 201, "POST {path}: {}", answer.body);
        answer.body
    }

    /// Applies an object as a field manager.
    pub(crate) async fn apply(&self, path: &str, manager: &str, body: Value) -> Answer {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}fieldManager={manager}");
        self.send_as("PATCH", &path, "application/apply-patch+yaml", body).await
    }

    /// Waits until what is at a path satisfies a condition.
    pub(crate) async fn until(&self, path: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        let found = eventually(async || {
            last = self.send("GET", path, Value::Null).await.body;
            holds(&last).then(|| last.clone())
        })
        .await;
        found.unwrap_or_else(|| panic!("{path} never came to be {what}; last: {last:#}"))
    }

    /// Waits until nothing is at a path.
    pub(crate) async fn until_gone(&self, path: &str) {
        self.until(path, "gone", |it| it["code"] == 404).await;
    }

    /// Waits until a pod has a phase.
    pub(crate) async fn until_phase(&self, name: &str, phase: &str) -> Value {
        let path = format!("/api/v1/namespaces/default/pods/{name}");
        self.until(&path, phase, |pod| pod["status"]["phase"] == phase).await
    }

    /// The lines of a stream, until a line satisfies a condition.
    pub(crate) async fn lines_until(&self, path: &str, last: impl Fn(&str) -> bool) -> Vec<String> {
        let (code, body) = self.open("GET", path, &[], Vec::new()).await;
        assert_eq!(code, 200, "GET {path}");
        let read = lines_until(body, last);
        tokio::time::timeout(BOUND, read)
            .await
            .unwrap_or_else(|_| panic!("{path} did not send the expected line"))
    }
}

/// The lines of a body, up to the first that satisfies a condition or the end.
pub(crate) async fn lines_until(body: Body, last: impl Fn(&str) -> bool) -> Vec<String> {
    let mut stream = body.into_data_stream();
    let mut lines = Vec::new();
    let mut rest = String::new();
    while let Some(chunk) = stream.next().await {
        rest.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        while let Some((line, after)) = rest.split_once('\n') {
            lines.push(line.to_owned());
            rest = after.to_owned();
            if lines.last().is_some_and(|line| last(line)) {
                return lines;
            }
        }
    }
    lines
}

/// Asks again and again until there is an answer or the bound is reached.
pub(crate) async fn eventually<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let end = tokio::time::Instant::now() + BOUND;
    while tokio::time::Instant::now() < end {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    None
}

/// A recorded file.
pub(crate) fn recording(path: &str) -> Value {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recordings").join(path);
    serde_json::from_str(
        &fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())),
    )
    .unwrap()
}

/// A pod with one container.
pub(crate) fn pod(name: &str, container: Value) -> Value {
    let mut container = container;
    let fields = container.as_object_mut().unwrap();
    fields.entry("name").or_insert(json!("agent"));
    fields.entry("image").or_insert(json!("busybox:local"));
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": name }, "spec": { "containers": [container] } })
}

/// Whether `found` has everything of `expected`: maps may have more fields, lists are compared item by item.
pub(crate) fn contains(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| contains(found.get(key).unwrap_or(&Value::Null), value))
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| contains(found, expected))
        }
        (found, expected) => found == expected,
    }
}

pub(crate) const PODS: &str = "/api/v1/namespaces/default/pods";
pub(crate) const CONFIG_MAPS: &str = "/api/v1/namespaces/default/configmaps";
