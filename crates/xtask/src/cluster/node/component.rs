//! The components of a node: what each is called with, and what must be there before it starts.

use super::config::{self, Settings};
use super::{DATA, OPT};

/// A program that runs as long as the node does.
pub(super) struct Component {
    /// What `status`, `part` and its log file call it.
    pub(super) name: &'static str,
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
    pub(super) needs: Vec<Need>,
    /// Whether it starts with the node, or only when asked for.
    pub(super) automatic: bool,
}

/// A condition to wait for.
pub(super) enum Need {
    /// Something listens there.
    Port(String),
    /// The Unix socket exists and is listened to.
    Socket(&'static str),
    /// The API server says that it is ready; asked with this program.
    Api(String),
}

/// The socket through which the kubelet and `ctr` reach containerd.
pub(super) const CONTAINERD: &str = "/run/containerd/containerd.sock";
/// Owns the socket of the node's own daemon, as group `docker` does where a package has made one.
const SOCKET_GROUP: u32 = 998;
const ETCD: &str = "127.0.0.1:2379";

/// Every component, in the order in which they start when nothing is slow.
pub(super) fn all(settings: &Settings) -> Vec<Component> {
    vec![
        etcd(settings),
        containerd(),
        api_server(settings),
        controller_manager(settings),
        scheduler(settings),
        kubelet(settings),
        proxy(settings),
        volumes(settings),
        registry("registry"),
        registry("mirror"),
        dockerd(settings),
    ]
}

fn etcd(settings: &Settings) -> Component {
    kubernetes(
        settings,
        "etcd",
        Vec::new(),
        &[
            "--name=node",
            &format!("--data-dir={DATA}/etcd"),
            // A cluster that is gone with its process has nothing to lose.
            "--unsafe-no-fsync",
            "--log-level=warn",
            &format!("--listen-client-urls=http://{ETCD}"),
            &format!("--advertise-client-urls=http://{ETCD}"),
            "--listen-peer-urls=http://127.0.0.1:2380",
            "--initial-advertise-peer-urls=http://127.0.0.1:2380",
            "--initial-cluster=node=http://127.0.0.1:2380",
        ],
    )
}

fn containerd() -> Component {
    Component {
        name: "containerd",
        program: format!("{OPT}/containerd/containerd"),
        arguments: vec![format!("--config={}", config::file("containerd.toml"))],
        needs: Vec::new(),
        automatic: true,
    }
}

fn api_server(settings: &Settings) -> Component {
    let key = |name: &str| format!("{DATA}/keys/{name}");
    let needs = vec![Need::Port(ETCD.to_owned())];
    kubernetes(
        settings,
        "kube-apiserver",
        needs,
        &[
            &format!("--advertise-address={}", settings.address),
            "--bind-address=0.0.0.0",
            &format!("--secure-port={}", crate::cluster::network::API_PORT),
            &format!("--etcd-servers=http://{ETCD}"),
            "--service-cluster-ip-range=10.96.0.0/16",
            "--allow-privileged=true",
            "--authorization-mode=Node,RBAC",
            // Pod security, quotas and webhooks are on by themselves.
            "--enable-admission-plugins=NodeRestriction",
            &format!("--client-ca-file={}", key("ca.crt")),
            &format!("--tls-cert-file={}", key("apiserver.crt")),
            &format!("--tls-private-key-file={}", key("apiserver.key")),
            &format!("--kubelet-client-certificate={}", key("admin.crt")),
            &format!("--kubelet-client-key={}", key("admin.key")),
            &format!("--kubelet-certificate-authority={}", key("ca.crt")),
            "--kubelet-preferred-address-types=InternalIP",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            &format!("--service-account-key-file={}", key("accounts.pub")),
            &format!("--service-account-signing-key-file={}", key("accounts.key")),
        ],
    )
}

fn controller_manager(settings: &Settings) -> Component {
    let key = |name: &str| format!("{DATA}/keys/{name}");
    kubernetes(
        settings,
        "kube-controller-manager",
        vec![api(settings)],
        &[
            &kubeconfig("controller-manager"),
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            &format!("--service-account-private-key-file={}", key("accounts.key")),
            &format!("--root-ca-file={}", key("ca.crt")),
            &format!("--cluster-signing-cert-file={}", key("ca.crt")),
            &format!("--cluster-signing-key-file={}", key("ca.key")),
            // A node that is lost is noticed sooner than by default, after two missed leases.
            "--node-monitor-grace-period=20s",
        ],
    )
}

fn scheduler(settings: &Settings) -> Component {
    let arguments = [kubeconfig("scheduler"), "--leader-elect=false".to_owned()];
    kubernetes(settings, "kube-scheduler", vec![api(settings)], &arguments)
}

fn kubelet(settings: &Settings) -> Component {
    kubernetes(
        settings,
        "kubelet",
        vec![api(settings), Need::Socket(CONTAINERD)],
        &[
            &kubeconfig("kubelet"),
            &format!("--config={}", config::file("kubelet.yaml")),
            &format!("--root-dir={DATA}/kubelet"),
            &format!("--hostname-override={}", settings.node),
            &format!("--node-ip={}", settings.address),
        ],
    )
}

fn proxy(settings: &Settings) -> Component {
    kubernetes(
        settings,
        "kube-proxy",
        vec![api(settings)],
        &[
            &kubeconfig("proxy"),
            "--proxy-mode=iptables",
            &format!("--hostname-override={}", settings.node),
            "--cluster-cidr=10.244.0.0/16",
            // These are the machine's to decide.
            "--conntrack-max-per-core=0",
            "--conntrack-min=0",
            "--conntrack-tcp-timeout-established=0s",
            "--conntrack-tcp-timeout-close-wait=0s",
        ],
    )
}

fn volumes(settings: &Settings) -> Component {
    Component {
        name: "volumes",
        program: format!("{OPT}/volumes/volumes"),
        arguments: vec![
            kubeconfig("admin"),
            format!("--root={DATA}/volumes"),
            format!("--node={}", settings.node),
        ],
        needs: vec![api(settings)],
        automatic: true,
    }
}

fn registry(name: &'static str) -> Component {
    Component {
        name,
        program: format!("{OPT}/registry/registry"),
        arguments: vec!["serve".to_owned(), config::file(&format!("{name}.yaml"))],
        needs: Vec::new(),
        automatic: true,
    }
}

/// Docker on the node itself, with its socket, for agents that use the node's. Off unless asked for: most clusters
/// have none.
fn dockerd(settings: &Settings) -> Component {
    Component {
        name: "dockerd",
        program: format!("{OPT}/dockerd/dockerd"),
        arguments: vec![
            format!("--data-root={DATA}/docker"),
            format!("--containerd={CONTAINERD}"),
            // As on a node whose package has made a group for the socket.
            format!("--group={SOCKET_GROUP}"),
            // Its containers go with the node, too.
            format!("--cgroup-parent=/{}/docker", settings.node),
            "--insecure-registry=registry.slipway.test:5000".to_owned(),
            "--registry-mirror=http://mirror.slipway.test:5001".to_owned(),
        ],
        needs: vec![Need::Socket(CONTAINERD)],
        automatic: false,
    }
}

fn kubernetes(
    settings: &Settings,
    name: &'static str,
    needs: Vec<Need>,
    arguments: &[impl AsRef<str>],
) -> Component {
    let arguments = arguments.iter().map(|argument| argument.as_ref().to_owned());
    let arguments = std::iter::once(name.to_owned()).chain(arguments).collect();
    Component { name, program: settings.kubernetes.clone(), arguments, needs, automatic: true }
}

fn api(settings: &Settings) -> Need {
    Need::Api(settings.kubernetes.clone())
}

fn kubeconfig(name: &str) -> String {
    format!("--kubeconfig={DATA}/kubeconfig/{name}")
}
