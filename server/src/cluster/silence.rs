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
    let identity = Identity {
        name: "here".to_owned(),
        kind: ClusterKind::Kubeconfig,
        reason: String::new(),
        server: "http://127.0.0.1:1".to_owned(),
        namespace: "slipway".to_owned(),
    };
    Link::with_client(identity, Client::new(service, "slipway"), Timing { patience, ..Timing::default() })
}
