use axum::http::{Request, StatusCode};
use kube::client::Body;
use kube::config::Config;
use serde::de::DeserializeOwned;
use slipway_core::api::{PREFIX, REQUEST_HEADER};

/// A client of the console's API: kube's own HTTP client is here anyway.
pub(super) struct Http(kube::Client);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its body.
    pub text: String,
}

impl Answer {
    /// The body as `T`.
    ///
    /// # Panics
    /// When it is something else.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }
}

impl Http {
    pub(super) fn new(url: &str) -> Self {
        let mut config = Config::new(url.parse().expect("the console's address"));
        config.default_retry = false;
        Self(kube::Client::try_from(config).expect("a client"))
    }

    pub(super) async fn send(&self, method: &str, path: &str, body: String) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{PREFIX}{path}"))
            .header(REQUEST_HEADER, "1")
            .header("content-type", "application/json")
            .body(Body::from(body.into_bytes()))
            .expect("a request");
        let response = self.0.send(request).await.expect("the console answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect_bytes().await.expect("a whole answer");
        Answer { status: parts.status, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
