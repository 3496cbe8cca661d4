use std::time::Duration;

use axum::http::{Request, Response};
use kube::Client;
use kube::client::Body;
use slipway_core::api::ClusterKind;

use super::{Identity, Link, Timing};

/// A link to a cluster that takes every request and answers none.
pub(crate) fn silent(patience: Duration) -> Link {
    let service = tower::service_fn(|_: Request<Body>| {
        std::future::pending::<Result<Response<Body>, std::convert::Infallible>>()
    });
    let timing = Timing { patience, ..Timing::default() };
    Link::with_client(identity(), Client::new(service, "slipway"), timing)
}

/// A link to whatever answers a client.
pub(crate) fn linked(client: Client) -> Link {
    Link::with_client(identity(), client, Timing::default())
}

fn identity() -> Identity {
    Identity {
        name: "here".to_owned(),
        kind: ClusterKind::Kubeconfig,
        reason: String::new(),
        server: "http://127.0.0.1:1".to_owned(),
        namespace: "slipway".to_owned(),
    }
}
