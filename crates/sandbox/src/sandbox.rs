//! Starting and stopping.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use crate::{
    cluster::Cluster,
    controllers,
    http::{self, Api},
    kubelet, node,
    options::Options,
};

/// How long a stop waits for answers under way.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// A running cluster. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    closing: watch::Sender<bool>,
    server: JoinHandle<()>,
    /// The controllers and the kubelet; dropped, they end.
    _tasks: JoinSet<()>,
}

impl Sandbox {
    /// Serves a new, empty cluster on a listener until dropped or stopped. Whoever can connect may do everything, so
    /// listen on loopback; requests for other host names, and those of web pages, are refused.
    ///
    /// # Errors
    /// When the listener has no address.
    pub async fn start(listener: TcpListener, options: Options) -> io::Result<Self> {
        let url = format!("http://{}", listener.local_addr()?);
        let cluster = Arc::new(Cluster::new(options));
        node::furnish(&cluster);
        let mut tasks = JoinSet::new();
        controllers::start(&cluster, &mut tasks);
        tasks.spawn(kubelet::run(Arc::clone(&cluster)));
        let closing = watch::Sender::new(false);
        let router = http::router(Api { cluster, closing: closing.subscribe() });
        let server = tokio::spawn(http::serve(listener, router, closing.subscribe()));

        Ok(Self { url, closing, server, _tasks: tasks })
    }

    /// The address of the API server, such as `http://127.0.0.1:43210`.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Stops and waits until every answer under way has ended, two seconds at most.
    pub async fn stop(mut self) {
        self.closing.send_replace(true);
        if timeout(LAST_ANSWERS, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}
