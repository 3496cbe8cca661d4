use std::sync::LazyLock;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode};
use slipway_core::api::Problem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::errors::ApiError;
use crate::security;

/// How long a refused client gets to take its answer.
const LIMIT: Duration = Duration::from_secs(1);

static ANSWER: LazyLock<String> = LazyLock::new(answer);

/// Answers 503 without having read the request, and closes.
pub(super) async fn refuse(mut stream: TcpStream) {
    let told = async {
        stream.write_all(ANSWER.as_bytes()).await?;
        stream.shutdown().await?;
        // Closing with something unread would reset the connection, and the answer would be lost with it.
        let mut sink = [0; 4096];
        while stream.read(&mut sink).await? > 0 {}
        std::io::Result::Ok(())
    };
    // Who does not take it has gone, or never meant to.
    let _ = tokio::time::timeout(LIMIT, told).await;
}

fn answer() -> String {
    let message = "Slipway's server has as many connections as it can serve; ask again in a moment.";
    let error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message);
    let problem: &Problem = error.problem();
    // Texts and numbers only: writing them cannot fail.
    let body = serde_json::to_string(problem).unwrap_or_default();
    let mut head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 1\r\ncontent-type: application/json\r\n\
         cache-control: no-store\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in security::HEADERS {
        let value: &HeaderValue = &value;
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
    }
    format!("{head}\r\n{body}")
}
