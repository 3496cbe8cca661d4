//! A namespace in memory for the tests of the controller, with faults on command and a clock that tests set.

use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::http::{Method, Request, Response, StatusCode};
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret};
use kube::Client;
use kube::client::Body;
use kube::runtime::reflector::{self, store::Writer};
use kube::runtime::watcher::Event;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::{Context, run};
use crate::cluster::linked;
use crate::crd::{AgentImage, AgentInstance};
use crate::shutdown::Shutdown;
use crate::watch::{Change, EventBook, Listed, LogBook, Stores};

const INSTANCES: &str = "/apis/slipway.dev/v1alpha1/namespaces/slipway/agentinstances";
const IMAGES: &str = "/apis/slipway.dev/v1alpha1/namespaces/slipway/agentimages";
const PODS: &str = "/api/v1/namespaces/slipway/pods";

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// It is done and answered.
    Done,
    /// It is refused with this code.
    Answer(u16),
    /// It is done, and the answer is lost.
    Lost,
    /// It is not done and never answered.
    Silence,
    /// It is not answered, and done after this time.
    Late(Duration),
}

type Fates = Box<dyn FnMut(&str, &str) -> Fate + Send>;

/// A controller with a cluster of its own.
pub(super) struct Trial {
    pub(super) context: Arc<Context>,
    cluster: Shared,
    shutdown: Shutdown,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Cluster>>);

struct Cluster {
    objects: BTreeMap<String, Value>,
    revision: u64,
    /// What lists say of the revision, when it is not the one it has.
    said: Option<u64>,
    /// Method and path of every request of a pass.
    asked: Vec<(String, String)>,
    /// Where objects were made by requests, each time.
    made: Vec<String>,
    /// Changes of state that were stored.
    transitions: usize,
    fates: Fates,
    /// Requests that are under way and will not be answered, and the most of them at a time.
    open: usize,
    most_open: usize,
    writers: Writers,
    bells: Vec<UnboundedSender<Change>>,
}

struct Writers {
    images: Writer<AgentImage>,
    instances: Writer<AgentInstance>,
    pods: Writer<Pod>,
    claims: Writer<PersistentVolumeClaim>,
    secrets: Writer<Secret>,
}

impl Trial {
    /// An image `plain`, and a controller at work. The cluster works.
    pub(super) async fn start() -> Self {
        let (cluster, stores) = Shared::new();
        let shutdown = Shutdown::default();
        let context = cluster.control(stores, &shutdown).await;
        let trial = Self { context, cluster, shutdown };
        let spec = json!({"agentImage": "example.com/agent:1", "docker": {"mode": "none"}});
        trial.put(
            &image("plain"),
            json!({"apiVersion": "slipway.dev/v1alpha1", "kind": "AgentImage",
                "metadata": {"name": "plain"}, "spec": spec}),
        );
        trial
    }

    /// Another server at work in the same namespace.
    pub(super) async fn join(&self) {
        self.cluster.control(self.context.stores.clone(), &self.shutdown).await;
    }

    /// An instance of that name that should run.
    pub(super) fn create(&self, name: &str) {
        let (prefix, suffix) = name.rsplit_once('-').expect("prefix-suffix");
        let spec =
            json!({"image": "plain", "desiredState": "Active", "namePrefix": prefix, "suffix": suffix});
        self.put(
            &instance(name),
            json!({"apiVersion": "slipway.dev/v1alpha1", "kind": "AgentInstance",
            "metadata": {"name": name}, "spec": spec}),
        );
    }

    /// The node says that the pod is up.
    pub(super) fn make_ready(&self, name: &str) {
        self.change(&pod(name), |pod| {
            let containers = pod["spec"]["containers"].as_array().cloned().unwrap_or_default();
            let up = |container: Value| {
                json!({"name": container["name"], "ready": true, "started": true,
                "restartCount": 0, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}})
            };
            let statuses: Vec<Value> = containers.into_iter().map(up).collect();
            pod["spec"]["nodeName"] = json!("n");
            pod["status"] = json!({"phase": "Running", "containerStatuses": statuses,
                "conditions": [{"type": "Ready", "status": "True"}]});
        });
    }

    /// Changes an object, as somebody else does.
    pub(super) fn change(&self, path: &str, edit: impl FnOnce(&mut Value)) {
        let mut object = self.cluster.lock().objects[path].clone();
        edit(&mut object);
        self.put(path, object);
    }

    /// An object goes.
    pub(super) fn remove(&self, path: &str) {
        let mut cluster = self.cluster.lock();
        if let Some(object) = cluster.objects.remove(path) {
            cluster.tell(&object, true);
        }
    }

    /// An instance and its pod go, and the watch of the instances does not tell.
    pub(super) fn lose(&self, name: &str) {
        self.cluster.lock().objects.remove(&instance(name));
        self.remove(&pod(name));
    }

    /// The cluster says that its state is an older one, as after a restored backup.
    pub(super) fn go_back(&self) {
        self.cluster.lock().said = Some(1);
    }

    /// From now on requests have these fates, by method and path.
    pub(super) fn decide(&self, fates: impl FnMut(&str, &str) -> Fate + Send + 'static) {
        self.cluster.lock().fates = Box::new(fates);
    }

    /// Method and path of the requests since the last time.
    pub(super) fn asked(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.cluster.lock().asked)
    }

    /// The most requests without an answer that were under way at the same time, since the last time.
    pub(super) fn most_open(&self) -> usize {
        let mut cluster = self.cluster.lock();
        let open = cluster.open;
        std::mem::replace(&mut cluster.most_open, open)
    }

    /// How often an object was made there.
    pub(super) fn made(&self, path: &str) -> usize {
        self.cluster.lock().made.iter().filter(|made| *made == path).count()
    }

    /// How often a state was stored that is another than before.
    pub(super) fn transitions(&self) -> usize {
        self.cluster.lock().transitions
    }

    /// An object as the API server has it; null when there is none.
    pub(super) fn object(&self, path: &str) -> Value {
        self.cluster.lock().objects.get(path).cloned().unwrap_or_default()
    }

    /// The status of an instance as the API server has it.
    pub(super) fn status(&self, name: &str) -> Value {
        self.object(&instance(name))["status"].clone()
    }

    /// The notes of the events about an instance.
    pub(super) fn events(&self, name: &str) -> Vec<String> {
        let cluster = self.cluster.lock();
        let events = cluster.objects.values().filter(|object| object["regarding"]["name"] == name);
        events.map(|event| event["note"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Rings without a reason.
    pub(super) fn ring(&self, name: &str) {
        self.cluster.lock().ring(&Change::Instance(name.to_owned()));
    }

    /// Lets the clock run until a condition holds; how long that took.
    pub(super) async fn until(&self, what: &str, condition: impl Fn(&Self) -> bool) -> Duration {
        let began = tokio::time::Instant::now();
        while !condition(self) {
            assert!(
                began.elapsed() < Duration::from_secs(3600),
                "never: {what}: {:#?}",
                self.cluster.lock().objects
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        began.elapsed()
    }

    /// Lets the clock run until an instance is in this state.
    pub(super) async fn current(&self, name: &str, current: &str) -> Duration {
        self.until(current, |trial| trial.status(name)["current"] == current).await
    }

    /// An instance with a pod that is up.
    pub(super) async fn activate(&self, name: &str) {
        self.create(name);
        self.until("a pod", |trial| !trial.object(&pod(name)).is_null()).await;
        self.make_ready(name);
        self.current(name, "Active").await;
    }

    /// Makes an object, as somebody else does.
    pub(super) fn put(&self, path: &str, object: Value) {
        self.cluster.lock().put(path, object);
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

/// Where an instance is.
pub(super) fn instance(name: &str) -> String {
    format!("{INSTANCES}/{name}")
}

/// Where an image is.
pub(super) fn image(name: &str) -> String {
    format!("{IMAGES}/{name}")
}

/// Where its pod is.
pub(super) fn pod(name: &str) -> String {
    format!("{PODS}/{name}")
}

impl Shared {
    fn new() -> (Self, Stores) {
        let (images, instances) = (reflector::store(), reflector::store());
        let (pods, claims, secrets) = (reflector::store(), reflector::store(), reflector::store());
        let stores = Stores {
            images: images.0,
            instances: instances.0,
            pods: pods.0,
            claims: claims.0,
            secrets: secrets.0,
            events: Arc::new(EventBook::default()),
            logs: Arc::new(LogBook::default()),
            listed: Arc::new(Listed::new(0)),
            namespace: "slipway".into(),
        };
        let mut writers = Writers {
            images: images.1,
            instances: instances.1,
            pods: pods.1,
            claims: claims.1,
            secrets: secrets.1,
        };
        writers.instances.apply_watcher_event(&Event::Init);
        writers.instances.apply_watcher_event(&Event::InitDone);
        let cluster = Cluster {
            objects: BTreeMap::new(),
            revision: 1000,
            said: None,
            asked: Vec::new(),
            made: Vec::new(),
            transitions: 0,
            fates: Box::new(|_, _| Fate::Done),
            open: 0,
            most_open: 0,
            writers,
            bells: Vec::new(),
        };
        (Self(Arc::new(Mutex::new(cluster))), stores)
    }

    /// Sets a controller to work.
    async fn control(&self, stores: Stores, shutdown: &Shutdown) -> Arc<Context> {
        let served = self.clone();
        let service = tower::service_fn(move |request: Request<Body>| serve(served.clone(), request));
        let link = Arc::new(linked(Client::new(service, "slipway")));
        assert!(link.look().await.works(), "{:?}", link.health());
        let (bell, changes) = unbounded_channel();
        self.lock().bells.push(bell);
        let context = Arc::new(Context::new(link, stores));
        tokio::spawn(run(context.clone(), changes, shutdown.clone()));
        context
    }

    fn lock(&self) -> MutexGuard<'_, Cluster> {
        self.0.lock().expect("nobody panicked")
    }
}

async fn serve(cluster: Shared, request: Request<Body>) -> Result<Response<Body>, io::Error> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let body = request.into_body().collect_bytes().await.map_err(io::Error::other)?;
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let fate = cluster.lock().fate(&method, &path);
    let (code, answer) = match fate {
        Fate::Silence => {
            let _open = Open::of(&cluster);
            pending().await
        }
        Fate::Late(after) => {
            tokio::spawn(async move {
                tokio::time::sleep(after).await;
                cluster.lock().answer(&method, &path, body);
            });
            pending().await
        }
        Fate::Answer(code) => failure(code, "Unlucky", &path),
        Fate::Done => cluster.lock().answer(&method, &path, body),
        Fate::Lost => {
            cluster.lock().answer(&method, &path, body);
            return Err(io::Error::other("connection reset by peer"));
        }
    };
    let mut response = Response::new(Body::from(answer.to_string().into_bytes()));
    *response.status_mut() = StatusCode::from_u16(code).map_err(io::Error::other)?;
    Ok(response)
}

/// Counts a request for as long as somebody waits for its answer.
struct Open(Shared);

impl Open {
    fn of(shared: &Shared) -> Self {
        let mut cluster = shared.lock();
        cluster.open += 1;
        cluster.most_open = cluster.most_open.max(cluster.open);
        Self(shared.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.lock().open -= 1;
    }
}

fn failure(code: u16, reason: &str, path: &str) -> (u16, Value) {
    let name = path.trim_end_matches("/status").rsplit('/').next();
    (
        code,
        json!({"kind": "Status", "status": "Failure", "message": reason.to_lowercase(), "reason": reason,
        "code": code, "details": {"name": name}}),
    )
}

impl Cluster {
    fn fate(&mut self, method: &Method, path: &str) -> Fate {
        // The others are about the cluster itself.
        if path.contains("/namespaces/") {
            self.asked.push((method.to_string(), path.to_owned()));
        }
        (self.fates)(method.as_str(), path)
    }

    fn answer(&mut self, method: &Method, path: &str, body: Value) -> (u16, Value) {
        match (method.as_str(), path.strip_suffix("/status")) {
            ("GET", _) if path == "/version" => (200, json!({"major": "1", "minor": "34"})),
            // The definitions may be looked up, but not read.
            ("GET", _) if path.contains("/customresourcedefinitions/") => failure(403, "Forbidden", path),
            ("GET", _) if path == "/apis/slipway.dev/v1alpha1" => (200, kinds()),
            ("GET", _) if path == INSTANCES => (200, self.list()),
            ("PATCH", Some(path)) => self.apply_status(path, &body),
            ("PATCH", None) => self.apply(path, body),
            ("DELETE", _) => self.delete(path, &body),
            ("POST", _) if path.contains("/events") => {
                let name = body["metadata"]["name"].as_str().unwrap_or_default().to_owned();
                self.create(&format!("{path}/{name}"), body)
            }
            ("GET", _) => match self.objects.get(path) {
                Some(object) => (200, object.clone()),
                None => failure(404, "NotFound", path),
            },
            _ => failure(404, "NotFound", ""),
        }
    }

    /// A list that only tells its version.
    fn list(&self) -> Value {
        let version = self.said.unwrap_or(self.revision).to_string();
        json!({"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
            "metadata": {"resourceVersion": version}, "items": []})
    }

    fn apply_status(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let Some(mut object) = self.objects.get(path).cloned() else {
            return failure(404, "NotFound", path);
        };
        if body["metadata"]["resourceVersion"] != object["metadata"]["resourceVersion"] {
            return failure(409, "Conflict", path);
        }
        self.transitions += usize::from(object["status"]["current"] != body["status"]["current"]);
        object["status"] = body["status"].clone();
        (200, self.put(path, object))
    }

    fn apply(&mut self, path: &str, body: Value) -> (u16, Value) {
        match self.objects.get(path) {
            Some(object) => (200, object.clone()),
            None => {
                self.made.push(path.to_owned());
                (201, self.put(path, body))
            }
        }
    }

    fn create(&mut self, path: &str, body: Value) -> (u16, Value) {
        if self.objects.contains_key(path) {
            return failure(409, "AlreadyExists", path);
        }
        (201, self.put(path, body))
    }

    fn delete(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let Some(object) = self.objects.get(path).cloned() else { return failure(404, "NotFound", path) };
        if body["preconditions"]["uid"] != object["metadata"]["uid"] {
            return failure(409, "Conflict", path);
        }
        self.objects.remove(path);
        self.tell(&object, true);
        (200, json!({"kind": "Status", "status": "Success"}))
    }

    /// Stores an object under the next version, and tells the watches.
    fn put(&mut self, path: &str, mut object: Value) -> Value {
        self.revision += 1;
        let version = self.revision.to_string();
        let metadata = &mut object["metadata"];
        metadata["namespace"] = json!("slipway");
        metadata["resourceVersion"] = json!(version);
        if metadata["uid"].is_null() {
            metadata["uid"] = json!(format!("uid-{version}"));
        }
        if self.objects.get(path).is_none_or(|before| before["spec"] != object["spec"]) {
            object["metadata"]["generation"] = json!(self.revision);
        }
        self.objects.insert(path.to_owned(), object.clone());
        self.tell(&object, false);
        object
    }

    fn tell(&mut self, object: &Value, is_gone: bool) {
        let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let writers = &mut self.writers;
        let change = match object["kind"].as_str().unwrap_or_default() {
            "AgentImage" => write(&mut writers.images, object, is_gone, Change::Image(name)),
            "AgentInstance" => write(&mut writers.instances, object, is_gone, Change::Instance(name)),
            "Pod" => write(&mut writers.pods, object, is_gone, Change::Instance(name)),
            "PersistentVolumeClaim" => write(&mut writers.claims, object, is_gone, Change::Instance(name)),
            "Secret" => write(&mut writers.secrets, object, is_gone, Change::Secret(name)),
            _ => return,
        };
        self.ring(&change);
    }

    fn ring(&self, change: &Change) {
        for bell in &self.bells {
            let _ = bell.send(change.clone());
        }
    }
}

fn write<K>(writer: &mut Writer<K>, object: &Value, is_gone: bool, change: Change) -> Change
where
    K: kube::Resource<DynamicType = ()> + Clone + DeserializeOwned + 'static,
{
    let object: K = serde_json::from_value(object.clone()).expect("an object of its kind");
    writer.apply_watcher_event(&if is_gone { Event::Delete(object) } else { Event::Apply(object) });
    change
}

fn kinds() -> Value {
    let kind =
        |kind: &str| json!({"kind": kind, "name": kind, "singularName": "", "namespaced": true, "verbs": []});
    json!({"kind": "APIResourceList", "groupVersion": "slipway.dev/v1alpha1",
        "resources": [kind("AgentImage"), kind("AgentInstance")]})
}
