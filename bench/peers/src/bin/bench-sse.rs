//! `bench-sse`: a broadcast over server-sent events as axum's examples write it. `GET /stream` listens, `POST /send`
//! sends its body to everyone. Says `listens on URL`.
#![expect(clippy::print_stdout, reason = "its only answer")]

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use futures::stream;
use tokio::sync::broadcast::{self, Sender};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, _) = broadcast::channel::<String>(1024);
    let router = Router::new().route("/stream", get(listen)).route("/send", post(send)).with_state(sender);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listens on http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn listen(State(sender): State<Sender<String>>) -> impl IntoResponse {
    let events = stream::unfold(sender.subscribe(), |mut messages| async {
        let text = messages.recv().await.ok()?;
        Some((Ok::<_, Infallible>(Event::default().data(text)), messages))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

async fn send(State(sender): State<Sender<String>>, body: String) {
    // Nobody listening is fine.
    let _ = sender.send(body);
}
