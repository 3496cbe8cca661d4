//! A pod on the node: its volumes, the order of its containers, its end.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::time::Instant;

use super::{
    Node,
    container::{Container, Context, Role},
    eviction::Volumes,
    faults::{self, Effect, Scene, Stage},
};
use crate::{
    clock,
    cluster::Cluster,
    events::{Happening, record},
    object,
};

/// From the pod's arrival on the node to its network.
const SET_UP: Duration = Duration::from_millis(200);
/// From then to its first container.
const LOOK: Duration = Duration::from_millis(50);
/// The wait after the first failed mount; it doubles with every further one.
const MOUNT_RETRY: Duration = Duration::from_millis(500);
const LONGEST_MOUNT_RETRY: Duration = Duration::from_secs(122);

/// What to do after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Come back then, or when the pod changes.
    Until(Option<Instant>),
    /// The pod is to be deleted and nothing of it is left.
    Gone,
}

/// A pod's volumes and network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetUp {
    Begins,
    MountFails {
        attempts: u32,
        retry_at: Instant,
    },
    Under {
        until: Instant,
    },
    /// The kubelet sees the network before it looks at the containers.
    Up {
        until: Instant,
    },
    Done,
}

/// A pod as the kubelet knows it.
pub(crate) struct PodRun {
    cluster: Arc<Cluster>,
    node: Arc<Node>,
    set_up: SetUp,
    /// Until when what was set up is taken down, once every container is over.
    comes_down: Option<Instant>,
    is_down: bool,
    pub(super) volumes: Volumes,
    pub(crate) start_time: String,
    /// The pod's address; empty until it has a network.
    pub(crate) address: String,
    /// Init containers and sidecars in order, then the main ones.
    pub(crate) containers: Vec<Container>,
}

impl PodRun {
    pub(crate) fn new(cluster: Arc<Cluster>, node: Arc<Node>) -> Self {
        let (start_time, address, containers) = (clock::now(), String::new(), Vec::new());
        let (set_up, comes_down, is_down) = (SetUp::Begins, None, false);
        let volumes = Volumes::default();
        Self { cluster, node, set_up, comes_down, is_down, volumes, start_time, address, containers }
    }

    /// Whether the pod has a network: false again when it is over.
    pub(crate) fn has_network(&self) -> bool {
        let is_up = matches!(self.set_up, SetUp::Up { .. } | SetUp::Done);
        is_up && (!self.is_over() || self.is_coming_down())
    }

    /// Whether its work is done and what was set up for it is still being taken down.
    pub(crate) fn is_coming_down(&self) -> bool {
        self.comes_down.is_some() && !self.failed_init()
    }

    /// Begins to take down what was set up, and ends that when it is time.
    fn come_down(&mut self, context: &Context<'_>, now: Instant) {
        if self.is_down || !self.is_over() {
            return;
        }
        let until = *self.comes_down.get_or_insert(now + context.scale(SET_UP));
        if until <= now {
            self.comes_down = None;
            self.is_down = true;
        }
    }

    /// Whether every container is over.
    pub(crate) fn is_over(&self) -> bool {
        if self.evicted().is_some() {
            return !self.is_being_evicted();
        }
        let mains = || self.containers.iter().filter(|it| it.role == Role::Main);
        let all_over = self.containers.iter().all(|it| it.over().is_some());
        let init_failed = self.failed_init() && !self.containers.iter().any(Container::is_running);
        !self.containers.is_empty() && (init_failed || (all_over && mains().next().is_some()))
    }

    /// Whether an init container failed for good.
    pub(crate) fn failed_init(&self) -> bool {
        let failed = |it: &Container| it.role == Role::Init && it.over().is_some_and(|ended| ended.code != 0);
        self.containers.iter().any(failed)
    }

    /// Moves on as far as time allows.
    pub(crate) fn advance(&mut self, pod: &Value, now: Instant) -> Progress {
        let (cluster, node) = (Arc::clone(&self.cluster), Arc::clone(&self.node));
        let context = Context { cluster: &cluster, node: &node, pod };
        if self.containers.is_empty() {
            self.containers = containers(pod);
        }
        if object::deleting(pod) {
            self.ignore_volumes();
            self.stop(&context, now);
        } else if self.evicted().is_some() {
            self.run(&context, now);
            return Progress::Until(self.wake().filter(|_| self.is_being_evicted()));
        } else {
            self.prepare(&context, now);
            self.let_start(&context, now);
        }
        self.run(&context, now);
        if !object::deleting(pod) {
            // A container that just ended may be what the next one waited for.
            self.let_start(&context, now);
            self.end_sidecars(&context, now);
            self.come_down(&context, now);
            self.watch_volumes(&context, now);
        } else if !self.containers.iter().any(Container::is_running) {
            return Progress::Gone;
        } else {
            self.stop(&context, now);
        }
        Progress::Until(self.wake())
    }

    fn run(&mut self, context: &Context<'_>, now: Instant) {
        let heard: Vec<String> = self.containers.iter_mut().flat_map(|it| it.advance(context, now)).collect();
        let mains = self.containers.iter().filter(|it| it.role == Role::Main && it.is_running());
        for main in mains {
            for line in &heard {
                context.cluster.logs.write(object::uid(context.pod), main.name(), line);
            }
        }
    }

    fn wake(&self) -> Option<Instant> {
        let own = match self.set_up {
            SetUp::Begins | SetUp::Done => None,
            SetUp::MountFails { retry_at, .. } => Some(retry_at),
            SetUp::Under { until } | SetUp::Up { until } => Some(until),
        };
        self.containers
            .iter()
            .map(Container::wake)
            .chain([own, self.comes_down, self.volumes.wake()])
            .flatten()
            .min()
    }

    /// Mounts the volumes and makes the network.
    fn prepare(&mut self, context: &Context<'_>, now: Instant) {
        match self.set_up {
            SetUp::Begins => {
                warn_of_pull_secrets(context);
                self.mount(context, now, 0);
            }
            SetUp::MountFails { attempts, retry_at } if retry_at <= now => self.mount(context, now, attempts),
            SetUp::Under { until } if until <= now => {
                self.set_up = SetUp::Up { until: now + context.scale(LOOK) };
                self.address = context.cluster.next_pod_address();
            }
            SetUp::Up { until } if until <= now => self.set_up = SetUp::Done,
            SetUp::MountFails { .. } | SetUp::Under { .. } | SetUp::Up { .. } | SetUp::Done => {}
        }
    }

    fn mount(&mut self, context: &Context<'_>, now: Instant, attempts: u32) {
        let scene = Scene { cluster: context.cluster, pod: context.pod, container: &Value::Null, probe: "" };
        self.set_up = match faults::find(Stage::Mount, &scene) {
            Some(Effect::MountFails(message)) => {
                tell(context, "FailedMount", &message);
                let wait =
                    MOUNT_RETRY.saturating_mul(2_u32.saturating_pow(attempts)).min(LONGEST_MOUNT_RETRY);
                SetUp::MountFails { attempts: attempts + 1, retry_at: now + context.scale(wait) }
            }
            _ => SetUp::Under { until: now + context.scale(SET_UP) },
        };
    }

    /// Starts the containers whose turn it is.
    fn let_start(&mut self, context: &Context<'_>, now: Instant) {
        if self.set_up != SetUp::Done {
            return;
        }
        let mut free = true;
        for container in &mut self.containers {
            if !free {
                return;
            }
            if matches!(container.step, super::container::Step::Idle) {
                container.begin(context, now);
            }
            free = container.lets_others_start();
        }
    }

    /// Sidecars end after the last main container that is over for good.
    fn end_sidecars(&mut self, context: &Context<'_>, now: Instant) {
        let main_over =
            self.containers.iter().filter(|it| it.role == Role::Main).all(|it| it.over().is_some());
        if main_over || self.failed_init() {
            let sidecars = self.containers.iter_mut().filter(|it| it.role == Role::Sidecar);
            sidecars.for_each(|it| it.stop(context, now, Duration::MAX));
        }
    }

    /// Stops the main containers, then the sidecars.
    fn stop(&mut self, context: &Context<'_>, now: Instant) {
        let seconds = object::number(context.pod, "/metadata/deletionGracePeriodSeconds").unwrap_or_default();
        let grace = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        let main_runs = self.containers.iter().any(|it| it.role == Role::Main && it.is_running());
        for container in &mut self.containers {
            if container.role == Role::Main || !main_runs {
                container.stop(context, now, grace);
            }
        }
    }
}

fn containers(pod: &Value) -> Vec<Container> {
    let init = object::items(pod, "/spec/initContainers").iter().map(|spec| {
        let sidecar = object::text(spec, "/restartPolicy") == "Always";
        Container::new(spec, if sidecar { Role::Sidecar } else { Role::Init })
    });
    let main = object::items(pod, "/spec/containers").iter().map(|spec| Container::new(spec, Role::Main));
    init.chain(main).collect()
}

fn tell(context: &Context<'_>, reason: &str, message: &str) {
    let happening = Happening { source: "kubelet", field: "", warning: true, reason, message };
    record(context.cluster, context.pod, &happening);
}

fn warn_of_pull_secrets(context: &Context<'_>) {
    let names =
        object::items(context.pod, "/spec/imagePullSecrets").iter().map(|it| object::text(it, "/name"));
    let namespace = object::namespace(context.pod);
    let missing: Vec<&str> =
        names.filter(|name| context.cluster.get("secrets", namespace, name).is_none()).collect();
    if !missing.is_empty() {
        let message = format!(
            "Unable to retrieve some image pull secrets ({}); attempting to pull the image may not succeed.",
            missing.join(", ")
        );
        tell(context, "FailedToRetrieveImagePullSecret", &message);
    }
}
