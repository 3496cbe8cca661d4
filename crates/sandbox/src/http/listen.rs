//! Connections: how many there are, how long one may do nothing, and how an answer breaks off.
//!
//! Who asks for nothing takes a place from others, so a connection has half a minute for each request's head, the wait
//! for it included. Where every place is taken, the one that has asked for nothing for longest gives its own up; where
//! all ask for something, new connections wait in the queue of the operating system.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Response};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::places::{Answer, Place, Places};

/// How long a connection may take for the head of a request, or wait for one.
const HEAD: Duration = Duration::from_secs(30);
/// How long a connection that gives its place up may take for the rest of its last answer.
const REST: Duration = Duration::from_millis(100);
/// The wait after a connection that could not be taken, for want of descriptors most likely.
const RESPITE: Duration = Duration::from_millis(50);

/// An answer with this extension is not sent: its connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unanswered;

/// Why a connection was closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the request is not answered")]
struct Closed;

/// Serves connections until `closing` turns true, and then until every answer under way has ended.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut closing: watch::Receiver<bool>) {
    let places = Places::new();
    let mut connections = JoinSet::new();
    // Kept over the turns of the loop: it may hold a connection that waits for a place.
    let mut coming = Box::pin(next(&listener, &places));
    loop {
        let (place, stream) = tokio::select! {
            () = closed(&mut closing) => break,
            Some(_) = connections.join_next() => continue,
            taken = coming.as_mut() => taken,
        };
        coming.set(next(&listener, &places));
        connections.spawn(attend(stream, router.clone(), closing.clone(), place));
    }
    drop(coming);
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Until the sandbox stops. An error means that it was dropped, which is a stop as well.
async fn closed(closing: &mut watch::Receiver<bool>) {
    let _ = closing.wait_for(|closing| *closing).await;
}

/// The next connection, once there is a place for it.
async fn next(listener: &TcpListener, places: &Arc<Places>) -> (Arc<Place>, TcpStream) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (places.take().await, stream),
            Err(error) => {
                tracing::warn!(%error, "the sandbox could not take a connection");
                sleep(RESPITE).await;
            }
        }
    }
}

async fn attend(stream: TcpStream, router: Router, mut closing: watch::Receiver<bool>, place: Arc<Place>) {
    // Without it small answers wait for the acknowledgement of earlier ones.
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let asker = Arc::clone(&place);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        asker.busy();
        let place = Arc::clone(&asker);
        let answer = router.call(request);
        async move { sent(answer.await).map(|answer| answer.map(|body| Answer::new(body, place))) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let connection = server.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    // That a connection broke is nothing to the others.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = place.wanted() => {
            connection.as_mut().graceful_shutdown();
            let _ = timeout(REST, connection).await;
        }
        () = closed(&mut closing) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

fn sent(answer: Result<Response<Body>, std::convert::Infallible>) -> Result<Response<Body>, Closed> {
    match answer {
        Ok(answer) if answer.extensions().get::<Unanswered>().is_some() => Err(Closed),
        Ok(answer) => Ok(answer),
        Err(never) => match never {},
    }
}
