//! A mutating webhook that knows only the pods of old: it takes `restartPolicy` off init containers.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use axum::serve::Listener;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cluster_suite::Place;
use k8s_openapi::api::admissionregistration::v1::MutatingWebhookConfiguration;
use kube::api::{Api, DeleteParams, PostParams};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// The webhook, for the pods of one namespace.
pub(crate) struct Webhook {
    configurations: Api<MutatingWebhookConfiguration>,
    name: String,
    server: tokio::task::JoinHandle<()>,
    asked: Arc<AtomicBool>,
}

impl Webhook {
    /// Starts it where the API server of `url` reaches this machine.
    pub(crate) async fn start(place: &Place, url: &str) -> Self {
        let here = address_towards(url);
        let certificate = rcgen::generate_simple_self_signed(vec![here.to_string()]).unwrap();
        let listener = TcpListener::bind((here, 0)).await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let ca = BASE64_STANDARD.encode(certificate.cert.pem());
        let listener = Tls { listener, acceptor: acceptor(&certificate) };
        let asked = Arc::new(AtomicBool::new(false));
        let routes = Router::new().route("/", post(review)).with_state(Arc::clone(&asked));
        let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let configurations = Api::all(place.cluster.client.clone());
        let configuration = configuration(&place.namespace, &url, &ca);
        configurations.create(&PostParams::default(), &configuration).await.unwrap();
        Self { configurations, name: place.namespace.clone(), server, asked }
    }

    /// Whether the API server has asked it for anything.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Ends it.
    pub(crate) async fn stop(self) {
        self.configurations.delete(&self.name, &DeleteParams::default()).await.unwrap();
        self.server.abort();
    }
}

/// The address of this machine that is on the way to the API server.
fn address_towards(url: &str) -> IpAddr {
    let authority = url.split("://").nth(1).unwrap().trim_end_matches('/').to_owned();
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    socket.connect(authority).unwrap();
    socket.local_addr().unwrap().ip()
}

fn configuration(namespace: &str, url: &str, ca: &str) -> MutatingWebhookConfiguration {
    let configuration = json!({
        "metadata": {"name": namespace},
        "webhooks": [{
            "name": "old.slipway.test",
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "failurePolicy": "Fail",
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
            "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}],
            "clientConfig": {"url": url, "caBundle": ca},
        }],
    });
    serde_json::from_value(configuration).unwrap()
}

/// The patch an old program makes that reads pods into types without the field.
async fn review(State(asked): State<Arc<AtomicBool>>, Json(review): Json<Value>) -> Json<Value> {
    asked.store(true, Ordering::Relaxed);
    let request = &review["request"];
    let containers = request["object"]["spec"]["initContainers"].as_array().cloned().unwrap_or_default();
    let paths = (0..containers.len()).filter(|index| containers[*index].get("restartPolicy").is_some());
    let patch: Vec<Value> = paths
        .map(|index| json!({"op": "remove", "path": format!("/spec/initContainers/{index}/restartPolicy")}))
        .collect();
    let patch = BASE64_STANDARD.encode(Value::Array(patch).to_string());
    Json(json!({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "response": {"uid": request["uid"], "allowed": true, "patchType": "JSONPatch", "patch": patch},
    }))
}

fn acceptor(certificate: &rcgen::CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(certificate.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.cert.der().clone()], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

/// Connections over TLS.
struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.listener.accept().await else { continue };
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
