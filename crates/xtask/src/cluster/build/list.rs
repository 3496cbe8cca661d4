//! The one list of what a cluster is made of. What takes longest comes last but for the images, which need it all.

use super::{GoPart, Item, Work};
use crate::cluster::cli::Version;
use crate::cluster::{images, rootfs};

const CONTAINERD: GoPart = GoPart {
    module: "containerd",
    packages: &[
        "github.com/containerd/containerd/v2/cmd/containerd",
        "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
        "github.com/containerd/containerd/v2/cmd/ctr",
    ],
    variables: &["github.com/containerd/containerd/v2/version.Version=v2.4.2"],
    c_tags: None,
    tags: None,
    language: None,
    files: &[],
};

/// Debian's own is too old for Docker 29, and without seccomp pods that ask for a profile are refused.
const RUNC: GoPart = GoPart {
    module: "runc",
    packages: &["github.com/opencontainers/runc"],
    variables: &[],
    c_tags: Some("netgo,osusergo,seccomp"),
    tags: None,
    language: None,
    files: &[],
};

const DOCKERD: GoPart = GoPart {
    module: "dockerd",
    packages: &["github.com/moby/moby/v2/cmd/dockerd", "github.com/moby/moby/v2/cmd/docker-proxy"],
    variables: &["github.com/moby/moby/v2/dockerversion.Version=29.9.3"],
    c_tags: None,
    tags: None,
    language: None,
    files: &[("github.com/moby/moby/v2", "hack/dind")],
};

const DOCKER: GoPart = GoPart {
    module: "docker",
    packages: &["github.com/docker/cli/cmd/docker"],
    variables: &["github.com/docker/cli/cli/version.Version=29.9.3"],
    c_tags: None,
    tags: None,
    // It is no Go module and so names no version of Go, which then takes it for a very old one.
    language: Some("github.com/docker/cli/...=go1.26"),
    files: &[],
};

const ROOTLESSKIT: GoPart =
    plain("rootlesskit", &["github.com/rootless-containers/rootlesskit/v2/cmd/rootlesskit"]);
const COREDNS: GoPart = plain("coredns", &["."]);
const REGISTRY: GoPart = plain("registry", &["."]);
const VOLUMES: GoPart = plain("volumes", &["."]);

const KUBERNETES: GoPart = GoPart {
    module: "kubernetes",
    packages: &["."],
    variables: &[
        "k8s.io/component-base/version.gitVersion=v1.36.3",
        "k8s.io/component-base/version.gitMajor=1",
        "k8s.io/component-base/version.gitMinor=36",
        "k8s.io/component-base/version.gitTreeState=clean",
    ],
    c_tags: None,
    tags: None,
    language: None,
    files: &[],
};

const KUBERNETES_OLDER: GoPart = GoPart {
    module: "kubernetes-1.28",
    packages: &["."],
    variables: &[
        "k8s.io/component-base/version.gitVersion=v1.28.15",
        "k8s.io/component-base/version.gitMajor=1",
        "k8s.io/component-base/version.gitMinor=28",
        "k8s.io/component-base/version.gitTreeState=clean",
    ],
    c_tags: None,
    // Without the clouds' libraries, which were part of it then.
    tags: Some("providerless"),
    language: None,
    files: &[],
};

const fn plain(module: &'static str, packages: &'static [&'static str]) -> GoPart {
    GoPart { module, packages, variables: &[], c_tags: None, tags: None, language: None, files: &[] }
}

/// The item, and the program in it, that is Kubernetes of this version.
pub(crate) fn kubernetes(version: Version) -> &'static str {
    match version {
        Version::Current => "kubernetes",
        Version::Older => "kubernetes-1.28",
    }
}

/// Everything, in the order it is made.
pub(super) fn items(versions: &[Version]) -> Vec<Item> {
    let mut items = vec![
        Item { name: "node-root", sources: &["roots/node.txt"], needs: &[], work: Work::Root(rootfs::node) },
        Item { name: "dind-root", sources: &["roots/dind.txt"], needs: &[], work: Work::Root(rootfs::dind) },
        go("runc", &["modules/runc"], &RUNC),
        go("containerd", &["modules/containerd"], &CONTAINERD),
        go("docker", &["modules/docker"], &DOCKER),
        go("dockerd", &["modules/dockerd"], &DOCKERD),
        go("rootlesskit", &["modules/rootlesskit"], &ROOTLESSKIT),
        go("coredns", &["modules/coredns"], &COREDNS),
        go("registry", &["modules/registry"], &REGISTRY),
    ];
    items.extend(versions.iter().map(|version| match version {
        Version::Current => go("kubernetes", &["modules/kubernetes"], &KUBERNETES),
        Version::Older => go("kubernetes-1.28", &["modules/kubernetes-1.28"], &KUBERNETES_OLDER),
    }));
    items.push(go("volumes", &["modules/volumes"], &VOLUMES));
    items.extend(images());
    items
}

fn go(name: &'static str, sources: &'static [&'static str], part: &'static GoPart) -> Item {
    Item { name, sources, needs: &[], work: Work::Go(part) }
}

fn images() -> [Item; 3] {
    [
        Item {
            name: "image-system",
            sources: &["images/system"],
            needs: &["coredns"],
            work: Work::Image(images::system::make),
        },
        Item {
            name: "image-agents",
            sources: &["images/agents"],
            needs: &["node-root", "docker"],
            work: Work::Image(images::agents::make),
        },
        Item {
            name: "image-dind",
            sources: &["images/dind"],
            needs: &["dind-root", "runc", "containerd", "docker", "dockerd", "rootlesskit"],
            work: Work::Image(images::dind::make),
        },
    ]
}
