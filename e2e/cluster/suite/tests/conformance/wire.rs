//! Requests as they are on the wire.

use std::time::Duration;

use cluster_suite::Place;
use futures::StreamExt;
use futures::stream::BoxStream;
use http::{Request, Response};
use http_body_util::BodyExt;
use kube::client::Body;
use serde_json::Value;
use tokio::time::timeout;

use crate::document::Step;
use crate::names::Names;

/// An answer that has ended.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) code: u16,
    /// `Warning` headers, and those that the step asked for.
    pub(crate) headers: Vec<(String, String)>,
    /// As JSON, or lines of text.
    pub(crate) body: Vec<Value>,
    /// Whether the body is text.
    pub(crate) text: bool,
}

/// An answer that goes on.
pub(crate) struct Lines {
    code: u16,
    pieces: BoxStream<'static, String>,
    rest: String,
}

/// The HTTP method, and the type of the body.
const VERBS: &[(&str, &str, &str)] = &[
    ("APPLY", "PATCH", "application/apply-patch+yaml"),
    ("MERGE", "PATCH", "application/merge-patch+json"),
    ("STRATEGIC", "PATCH", "application/strategic-merge-patch+json"),
    ("JSONPATCH", "PATCH", "application/json-patch+json"),
    ("OPEN", "GET", "application/json"),
    ("STREAM", "GET", "application/json"),
];

/// Sends a step's request and returns as soon as the answer begins.
///
/// # Panics
/// When there is no answer at all.
pub(crate) async fn send(place: &Place, step: &Step, names: &Names, target: &str) -> Response<Body> {
    let verb = step.verb();
    let (method, kind) = VERBS
        .iter()
        .find(|(name, _, _)| *name == verb)
        .map_or((verb, "application/json"), |(_, method, kind)| (*method, *kind));
    let mut request = Request::builder().method(method).uri(names.fill(target));
    let headers: Vec<(&str, &str)> = step.option("header").filter_map(|it| it.split_once(": ")).collect();
    let has = |name: &str| headers.iter().any(|(key, _)| *key == name);
    for (name, value) in
        [("content-type", kind), ("user-agent", "conformance/1"), ("accept", "application/json")]
    {
        if !has(name) {
            request = request.header(name, value);
        }
    }
    for (name, value) in &headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body(step, names))).expect("a request");
    place.cluster.client.send(request).await.unwrap_or_else(|error| panic!("{}: {error}", step.request))
}

fn body(step: &Step, names: &Names) -> Vec<u8> {
    let text = names.fill(&step.body);
    if text.is_empty() || step.option("raw").next().is_some() {
        return text.into_bytes();
    }
    let value: Value =
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", step.request));
    value.to_string().into_bytes()
}

impl Answer {
    /// One that does not end.
    pub(crate) fn endless(code: u16) -> Self {
        Self { code, headers: Vec::new(), body: vec!["(without end)".into()], text: true }
    }

    /// Reads an answer to its end.
    pub(crate) async fn read(response: Response<Body>, step: &Step) -> Self {
        let code = response.status().as_u16();
        let wanted: Vec<&str> = step.option("headers").flat_map(|it| it.split(' ')).collect();
        let headers = response.headers().iter().filter_map(|(name, value)| {
            let shown = name == "warning" || wanted.contains(&name.as_str());
            shown.then(|| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        });
        let headers = headers.collect();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match serde_json::from_str::<Value>(&text) {
            Ok(value) if value.is_object() => Self { code, headers, body: vec![value], text: false },
            _ => Self { code, headers, body: text.lines().map(Value::from).collect(), text: true },
        }
    }
}

impl Lines {
    /// The lines of an answer.
    pub(crate) fn of(response: Response<Body>) -> Self {
        let code = response.status().as_u16();
        let pieces = response.into_body().into_data_stream();
        let pieces =
            pieces.filter_map(async |it| it.ok().map(|it| String::from_utf8_lossy(&it).into_owned()));
        Self { code, pieces: pieces.boxed(), rest: String::new() }
    }

    /// The next line, or what there was when the answer ended.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((line, rest)) = self.rest.split_once('\n') {
                let line = line.to_owned();
                self.rest = rest.to_owned();
                return Some(line);
            }
            match self.pieces.next().await {
                Some(piece) => self.rest.push_str(&piece),
                None if self.rest.is_empty() => return None,
                None => return Some(std::mem::take(&mut self.rest)),
            }
        }
    }

    /// The next lines: as many as asked for, or those before the end, or before a silence.
    pub(crate) async fn take(&mut self, count: usize, silence: Duration) -> Answer {
        let mut lines = Vec::new();
        while lines.len() < count {
            let Ok(Some(line)) = timeout(silence, self.next()).await else { break };
            lines.push(line);
        }
        let parsed: Result<Vec<Value>, _> = lines.iter().map(|line| serde_json::from_str(line)).collect();
        let text = parsed.is_err();
        let body = match parsed {
            Ok(events) => vec![Value::Array(events)],
            Err(_) => lines.into_iter().map(Value::from).collect(),
        };
        Answer { code: self.code, headers: Vec::new(), body, text }
    }
}
