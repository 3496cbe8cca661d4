use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::Request;
use futures::StreamExt;
use slipway_core::api::{Cluster, ImageView, InstanceView, Live};

use super::Client;

/// Longest any condition may take: an emergency brake, not a wait.
const LIMIT: Duration = Duration::from_secs(60);

/// A client of the live stream that keeps the state a page would keep.
pub(crate) struct LiveClient {
    stream: BodyDataStream,
    buffer: String,
    waiting: VecDeque<(String, Live)>,
    /// The id of the last message.
    pub(crate) last_id: String,
    /// How many snapshots came.
    pub(crate) snapshots: usize,
    pub(crate) cluster: Option<Cluster>,
    pub(crate) images: BTreeMap<String, ImageView>,
    pub(crate) instances: BTreeMap<String, InstanceView>,
}

impl LiveClient {
    /// Opens the stream, as the first time or after the message `last_id`.
    pub(crate) async fn open(client: &Client, last_id: Option<&str>) -> Self {
        let mut request = Request::get("/api/v1/stream");
        if let Some(id) = last_id {
            request = request.header("last-event-id", id);
        }
        let body = client.open(request.body(String::new()).unwrap()).await;
        Self {
            stream: body.into_data_stream(),
            buffer: String::new(),
            waiting: VecDeque::new(),
            last_id: String::new(),
            snapshots: 0,
            cluster: None,
            images: BTreeMap::new(),
            instances: BTreeMap::new(),
        }
    }

    /// Reads until `condition` holds.
    pub(crate) async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let reading = async {
            while !condition(self) {
                self.next().await;
            }
        };
        if tokio::time::timeout(LIMIT, reading).await.is_err() {
            panic!("never: {what}; instances: {:#?}", self.instances);
        }
    }

    /// Reads until `condition` holds for an instance, and returns it.
    pub(crate) async fn instance(
        &mut self,
        name: &str,
        what: &str,
        condition: impl Fn(&InstanceView) -> bool,
    ) -> InstanceView {
        self.until(what, |live| live.instances.get(name).is_some_and(&condition)).await;
        self.instances[name].clone()
    }

    /// The next message, taken into the state.
    pub(crate) async fn next(&mut self) -> Live {
        let (id, live) = loop {
            if let Some(message) = self.waiting.pop_front() {
                break message;
            }
            let piece = self.stream.next().await.expect("the stream ended").unwrap();
            self.buffer.push_str(std::str::from_utf8(&piece).unwrap());
            self.cut();
        };
        self.last_id = id;
        self.take(live.clone());
        live
    }

    /// Cuts whole messages off the buffer. Comments (keep-alive) are none.
    fn cut(&mut self) {
        while let Some((message, rest)) = self.buffer.split_once("\n\n") {
            let field =
                |name: &str| message.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start);
            if let Some(data) = field("data:") {
                let live = Live::from_value(serde_json::from_str(data).unwrap()).unwrap();
                self.waiting.push_back((field("id:").unwrap().to_owned(), live));
            }
            self.buffer = rest.to_owned();
        }
    }

    fn take(&mut self, live: Live) {
        match live {
            Live::Snapshot(snapshot) => {
                self.snapshots += 1;
                self.cluster = Some(snapshot.cluster);
                self.images = snapshot.images.into_iter().map(|image| (image.name.clone(), image)).collect();
                self.instances = snapshot
                    .instances
                    .into_iter()
                    .map(|instance| (instance.name.clone(), instance))
                    .collect();
            }
            Live::Cluster(cluster) => self.cluster = Some(*cluster),
            Live::Image(image) => {
                self.images.insert(image.name.clone(), *image);
            }
            Live::ImageGone { name } => {
                self.images.remove(&name);
            }
            Live::Instance(instance) => {
                self.instances.insert(instance.name.clone(), *instance);
            }
            Live::InstanceGone { name } => {
                self.instances.remove(&name);
            }
        }
    }
}
