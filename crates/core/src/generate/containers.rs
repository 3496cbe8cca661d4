//! The containers, in their order: the daemon before the agent.

use k8s_openapi::api::core::v1::{
    Container, ContainerPort, ExecAction, Lifecycle, LifecycleHandler, ResourceRequirements, SecurityContext,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::config::Amount;
use crate::docker::{Daemon, Hold, Ownership, PrePull};
use crate::plan::{Plan, Share};

/// The containers Slipway adds by itself.
pub(crate) const OWN_DIRECTORIES: &str = "own-directories";
pub(crate) const PULL_IMAGES: &str = "pull-images";

/// Pulls its arguments one after the other.
const PULL: &str = "for image in \"$@\"; do docker pull \"$image\" || exit 1; done";
const PULL_IGNORING_FAILURES: &str = "for image in \"$@\"; do docker pull \"$image\" || true; done";
const WAIT_THEN: &str = "until docker info >/dev/null 2>&1; do sleep 1; done; ";

/// The init containers and the containers.
pub(super) fn containers(plan: &Plan) -> (Vec<Container>, Vec<Container>) {
    let agent = agent(plan);
    let Some(settings) = &plan.access.daemon else {
        let owns = plan.access.ownership.as_ref().map(|ownership| hand_over(ownership, plan));
        return (owns.into_iter().collect(), vec![agent]);
    };
    let daemon = daemon(settings, plan.resources.daemon);
    if !settings.native {
        return (Vec::new(), vec![daemon, agent]);
    }
    let pull = settings.pre_pull.as_ref().map(|pre_pull| pull(pre_pull, settings, plan));
    (std::iter::once(daemon).chain(pull).collect(), vec![agent])
}

fn agent(plan: &Plan) -> Container {
    let agent = &plan.agent;
    let contract = &agent.contract;
    let mut mounts = vec![crate::docker::mount("home", &contract.home)];
    mounts.extend(agent.workspace.iter().map(|path| crate::docker::mount("workspace", path)));
    mounts.extend(plan.access.agent_mounts.iter().cloned());
    let ports = contract.ports.iter().map(|(name, port)| ContainerPort {
        name: Some((*name).to_owned()),
        container_port: i32::from(*port),
        ..ContainerPort::default()
    });
    Container {
        name: contract.container.clone(),
        image: Some(agent.image.clone()),
        image_pull_policy: agent.pull_policy.clone(),
        command: list(&contract.command),
        args: list(&contract.args),
        working_dir: contract.working_dir.clone(),
        ports: Some(ports.collect()).filter(|ports: &Vec<_>| !ports.is_empty()),
        env: Some(agent.env.clone()).filter(|env| !env.is_empty()),
        resources: Some(resources(plan.resources.agent)),
        volume_mounts: Some(mounts),
        security_context: user(contract.uid, contract.gid),
        ..Container::default()
    }
}

fn daemon(settings: &Daemon, share: Option<Share>) -> Container {
    let security_context = SecurityContext {
        privileged: Some(true),
        run_as_user: settings.user,
        run_as_group: settings.user,
        ..SecurityContext::default()
    };
    Container {
        name: settings.container.clone(),
        image: Some(settings.image.clone()),
        restart_policy: settings.native.then(|| "Always".to_owned()),
        command: list(&settings.command),
        args: list(&settings.args),
        env: Some(settings.env.clone()).filter(|env| !env.is_empty()),
        resources: share.map(resources),
        volume_mounts: Some(settings.mounts.clone()),
        startup_probe: settings.probe.clone(),
        lifecycle: if settings.native { None } else { after_start(settings) },
        security_context: Some(security_context),
        ..Container::default()
    }
}

/// Gives directories to the agent's user. The agent's own image is on the node anyway, and has `chown`.
fn hand_over(ownership: &Ownership, plan: &Plan) -> Container {
    let words = ["chown".to_owned(), ownership.owner.clone()];
    Container {
        name: OWN_DIRECTORIES.to_owned(),
        image: Some(plan.agent.image.clone()),
        image_pull_policy: plan.agent.pull_policy.clone(),
        command: Some(words.into_iter().chain(ownership.directories.iter().cloned()).collect()),
        // A namespace's quota may ask every container for them; over before the agent starts, it takes nothing away.
        resources: Some(resources(plan.resources.agent)),
        volume_mounts: Some(ownership.mounts.clone()),
        security_context: user(Some(0), Some(0)),
        ..Container::default()
    }
}

/// An init container after the sidecar: Kubernetes starts it when the daemon's startup probe has passed. Its resources
/// are the agent's for the reason [`hand_over`]'s are.
fn pull(pre_pull: &PrePull, settings: &Daemon, plan: &Plan) -> Container {
    Container {
        name: PULL_IMAGES.to_owned(),
        image: Some(settings.image.clone()),
        command: Some(pull_command("", pre_pull)),
        env: Some(plan.access.agent_env.clone()),
        resources: Some(resources(plan.resources.agent)),
        volume_mounts: Some(plan.access.agent_mounts.clone()).filter(|mounts| !mounts.is_empty()),
        security_context: user(settings.user, settings.user),
        ..Container::default()
    }
}

/// In a plain container: the kubelet starts the next container when this hook has ended.
fn after_start(settings: &Daemon) -> Option<Lifecycle> {
    let pull = settings.pre_pull.as_ref().map(|pre_pull| pull_command(WAIT_THEN, pre_pull));
    let exec = ExecAction { command: Some(pull.or_else(|| settings.hold.map(hold_command))?) };
    let handler = LifecycleHandler { exec: Some(exec), ..LifecycleHandler::default() };
    Some(Lifecycle { post_start: Some(handler), ..Lifecycle::default() })
}

/// Ends well in any case: a failing hook would kill the daemon.
fn hold_command(hold: Hold) -> Vec<String> {
    let Hold { period, longest } = hold;
    let wait = format!("until docker info >/dev/null 2>&1; do sleep {period}; done");
    ["sh".to_owned(), "-c".to_owned(), format!("timeout {longest} sh -c '{wait}' || true")].to_vec()
}

fn pull_command(before: &str, pre_pull: &PrePull) -> Vec<String> {
    let script = if pre_pull.ignore_failures { PULL_IGNORING_FAILURES } else { PULL };
    let words = ["sh".to_owned(), "-c".to_owned(), format!("{before}{script}"), "pull".to_owned()];
    words.into_iter().chain(pre_pull.images.iter().cloned()).collect()
}

fn user(uid: Option<i64>, gid: Option<i64>) -> Option<SecurityContext> {
    (uid.is_some() || gid.is_some()).then(|| SecurityContext {
        run_as_user: uid,
        run_as_group: gid,
        ..SecurityContext::default()
    })
}

fn resources(share: Share) -> ResourceRequirements {
    let map = |amount: Amount| {
        [("cpu".to_owned(), Quantity(amount.cpu())), ("memory".to_owned(), Quantity(amount.memory()))].into()
    };
    ResourceRequirements {
        requests: Some(map(share.requests)),
        limits: Some(map(share.limits)),
        claims: None,
    }
}

fn list(words: &[String]) -> Option<Vec<String>> {
    (!words.is_empty()).then(|| words.to_vec())
}
