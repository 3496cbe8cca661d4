//! `pods/NAME/log`.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response, StatusCode, header},
};
use futures::stream;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;

use super::Api;
use crate::{
    clock,
    cluster::Cluster,
    logs::{Line, Run},
    node, object,
    status::{ApiError, Result},
    verbs::{Call, Params},
};

/// Answers with a container's log; with `follow` until the container ends.
pub(crate) async fn answer(api: &Api, call: &Call) -> Result<Response<Body>> {
    let pod = api.cluster.store.get(&call.key()).ok_or_else(|| call.not_found())?;
    let container = container(&pod, call.params.text("container"))?;
    if object::text(&pod, "/spec/nodeName").is_empty() {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        return Ok(response);
    }
    check_started(&pod, &container, call)?;
    check_kubelet(api, call, &pod, &container)?;
    let mut response = Response::new(log(api, call, &pod, &container)?);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    Ok(response)
}

fn names(pod: &Value, list: &str) -> Vec<String> {
    object::items(pod, list).iter().map(|it| object::text(it, "/name").to_owned()).collect()
}

fn container(pod: &Value, asked: &str) -> Result<String> {
    let (main, init) = (names(pod, "/spec/containers"), names(pod, "/spec/initContainers"));
    let pod_name = object::name(pod);
    if asked.is_empty() {
        return match main.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(ApiError::bad_request(choose(pod))),
        };
    }
    if main.iter().chain(&init).any(|name| name == asked) {
        return Ok(asked.to_owned());
    }
    Err(ApiError::bad_request(format!("container {asked} is not valid for pod {pod_name}")))
}

/// Native sidecars count among the containers, and come first.
fn choose(pod: &Value) -> String {
    let is_sidecar = |it: &&Value| object::text(it, "/restartPolicy") == "Always";
    let name = |it: &Value| object::text(it, "/name").to_owned();
    let (sidecars, init): (Vec<&Value>, Vec<&Value>) =
        object::items(pod, "/spec/initContainers").iter().partition(is_sidecar);
    let init: Vec<String> = init.into_iter().map(name).collect();
    let mut long: Vec<String> = sidecars.into_iter().map(name).collect();
    long.extend(names(pod, "/spec/containers"));
    let mut message = format!(
        "a container name must be specified for pod {}, choose one of: [{}]",
        object::name(pod),
        long.join(" ")
    );
    if !init.is_empty() {
        message = format!("{message} or one of the init containers: [{}]", init.join(" "));
    }
    message
}

/// Refuses the log of a container that has never run, with the kubelet's sentences.
fn check_started(pod: &Value, container: &str, call: &Call) -> Result<()> {
    let lists = ["/status/initContainerStatuses", "/status/containerStatuses"];
    let status = lists
        .iter()
        .flat_map(|list| object::items(pod, list))
        .find(|it| object::text(it, "/name") == container);
    let state = |pointer: &str| status.is_some_and(|status| !object::at(status, pointer).is_null());
    let pod = object::name(pod);
    if call.params.flag("previous") {
        if state("/lastState/terminated") {
            return Ok(());
        }
        let message = format!("previous terminated container \"{container}\" in pod \"{pod}\" not found");
        return Err(ApiError::bad_request(message));
    }
    if status.is_some() && !state("/state/waiting") || state("/lastState/terminated") {
        return Ok(());
    }
    let reason = status.map_or("ContainerCreating", |status| object::text(status, "/state/waiting/reason"));
    let why = match reason {
        "ErrImagePull" | "ImagePullBackOff" => "image can't be pulled",
        other => other,
    };
    Err(ApiError::bad_request(format!(
        "container \"{container}\" in pod \"{pod}\" is waiting to start: {why}"
    )))
}

/// The log is on the node, and a kubelet that is stopped does not send it.
fn check_kubelet(api: &Api, call: &Call, pod: &Value, container: &str) -> Result<()> {
    if *api.cluster.kubelet.borrow() {
        return Ok(());
    }
    let kubelet = format!("{}:10250", node::ADDRESS);
    let path = format!("{}/{}/{container}{}", object::namespace(pod), object::name(pod), query(&call.params));
    Err(ApiError::internal(format!(
        "Get \"https://{kubelet}/containerLogs/{path}\": dial tcp {kubelet}: connect: connection refused"
    )))
}

/// What the kubelet is asked for (`streamParams` of the API server): in the order of the names.
fn query(params: &Params) -> String {
    let flags = ["follow", "previous", "timestamps"].into_iter().filter(|name| params.flag(name));
    let values = ["limitBytes", "sinceSeconds", "sinceTime", "tailLines"].into_iter();
    let values = values.map(|name| (name, params.text(name).replace(':', "%3A").replace('+', "%2B")));
    let mut asked: Vec<String> = flags.map(|name| format!("{name}=true")).collect();
    asked
        .extend(values.filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")));
    asked.sort();
    if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) }
}

/// Which lines, and how they are written.
struct View {
    tail: Option<usize>,
    since: Option<Timestamp>,
    timestamps: bool,
    bytes_left: Option<usize>,
}

impl View {
    fn read(call: &Call) -> Self {
        let params = &call.params;
        let count = |name: &str| params.number(name).and_then(|it| usize::try_from(it).ok());
        let ago = params.number("sinceSeconds").map(jiff::SignedDuration::from_secs);
        let since = ago.and_then(|ago| Timestamp::now().checked_sub(ago).ok());
        Self {
            tail: count("tailLines"),
            since: since.or_else(|| params.text("sinceTime").parse().ok()),
            timestamps: params.flag("timestamps"),
            bytes_left: count("limitBytes"),
        }
    }

    fn write(&mut self, lines: &[Line]) -> Vec<u8> {
        let mut out = Vec::new();
        for line in lines.iter().filter(|line| self.since.is_none_or(|since| line.at >= since)) {
            if self.timestamps {
                out.extend_from_slice(clock::nano(line.at).as_bytes());
                out.push(b' ');
            }
            out.extend_from_slice(line.text.as_bytes());
            out.push(b'\n');
        }
        if let Some(left) = self.bytes_left {
            out.truncate(left);
            self.bytes_left = Some(left - out.len());
        }
        out
    }
}

fn log(api: &Api, call: &Call, pod: &Value, container: &str) -> Result<Body> {
    let previous = call.params.flag("previous");
    let mut view = View::read(call);
    let mut changed = api.cluster.logs.subscribe();
    changed.mark_unchanged();
    let uid = object::uid(pod).to_owned();
    let run = api.cluster.logs.read(&uid, container, previous).unwrap_or_default();
    let skip = view.tail.map_or(0, |tail| run.lines.len().saturating_sub(tail));
    let first = view.write(run.lines.get(skip..).unwrap_or_default());
    if !call.params.flag("follow") || previous || run.ended {
        return Ok(Body::from(first));
    }
    let follower = Follower {
        cluster: Arc::clone(&api.cluster),
        uid,
        container: container.to_owned(),
        number: run.number,
        seen: run.dropped + run.lines.len(),
        ready: first,
        view,
        changed,
        closing: api.closing.clone(),
        kubelet: api.cluster.kubelet.subscribe(),
    };
    Ok(Body::from_stream(stream::unfold(follower, Follower::step)))
}

struct Follower {
    cluster: Arc<Cluster>,
    uid: String,
    container: String,
    number: usize,
    /// How many lines of the run have been sent.
    seen: usize,
    ready: Vec<u8>,
    view: View,
    changed: watch::Receiver<()>,
    closing: watch::Receiver<bool>,
    kubelet: watch::Receiver<bool>,
}

impl Follower {
    async fn step(mut self) -> Option<(std::result::Result<Bytes, std::convert::Infallible>, Self)> {
        loop {
            if !self.ready.is_empty() {
                let piece = std::mem::take(&mut self.ready);
                return Some((Ok(piece.into()), self));
            }
            if self.view.bytes_left == Some(0) {
                return None;
            }
            self.changed.mark_unchanged();
            let run = self.cluster.logs.read(&self.uid, &self.container, false)?;
            if run.number != self.number {
                return None;
            }
            self.take(&run);
            if self.ready.is_empty() && (run.ended || self.wait().await) {
                return None;
            }
        }
    }

    fn take(&mut self, run: &Run) {
        let skip = self.seen.saturating_sub(run.dropped);
        self.ready = self.view.write(run.lines.get(skip..).unwrap_or_default());
        self.seen = run.dropped + run.lines.len();
    }

    /// Waits for a change; true when the sandbox or its kubelet stops.
    async fn wait(&mut self) -> bool {
        tokio::select! {
            changed = self.changed.changed() => changed.is_err(),
            _ = self.closing.wait_for(|closing| *closing) => true,
            _ = self.kubelet.wait_for(|runs| !*runs) => true,
        }
    }
}
