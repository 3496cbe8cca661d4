//! What is tried from inside an agent's container: one script each, and what it must write.

use slipway_core::config::{DockerMode, RunAs, StorageDriver};

use crate::case::Case;

/// One thing that must work.
pub(crate) struct Probe {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// Whether the case promises it.
    applies: fn(&Case) -> bool,
    /// What the agent's shell runs; `$HOME_VOLUME`, `$WORKSPACE` and `$IMAGES` are set. The image `slipway-probe:1` is there.
    script: &'static str,
    /// What it must write; `None`: anything but nothing.
    expected: fn(&Case) -> Option<String>,
}

impl Probe {
    /// The script for a case that promises it.
    pub(crate) fn script(&self, case: &Case) -> Option<String> {
        let (home, workspace) = (case.home(), case.workspace());
        let images = case.config.image.docker.daemon.pre_pull.images.join(" ");
        let set = format!("HOME_VOLUME={home}; WORKSPACE={workspace}; IMAGES='{images}'; set -e; ");
        (self.applies)(case).then(|| set + self.script)
    }

    /// What was written, when it is right.
    ///
    /// # Errors
    /// What was expected instead.
    pub(crate) fn judge(&self, case: &Case, written: String) -> Result<String, String> {
        match (self.expected)(case) {
            Some(expected) if written == expected => Ok(written),
            Some(expected) => Err(format!("wrote {written:?} instead of {expected:?}")),
            None if written.is_empty() => Err("wrote nothing".to_owned()),
            None => Ok(written),
        }
    }
}

fn always(_: &Case) -> bool {
    true
}

fn has_docker(case: &Case) -> bool {
    has_daemon(case) || case.uses_node()
}

fn has_daemon(case: &Case) -> bool {
    case.config.image.docker.mode.has_daemon()
}

/// A rootless daemon has no control groups of its own in a pod, so `-m` is not obeyed there (Docker warns).
fn has_limits(case: &Case) -> bool {
    has_docker(case) && case.config.image.docker.mode != DockerMode::DindRootless
}

/// A native sidecar is up before the agent starts, and so is a plain container with the hook that older clusters get. The
/// agents of the matrix write that down.
fn lists_at_start(case: &Case) -> bool {
    let listed = case.config.instance.profile.generic.command.iter().any(|word| word.contains("at-start"));
    has_daemon(case) && listed && case.config.image.docker.daemon.run_as != RunAs::Container
}

fn pulls_before(case: &Case) -> bool {
    !case.config.image.docker.daemon.pre_pull.images.is_empty()
}

fn just(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// What is tried, in this order. `docker run` makes the image that the others need; the MTU is the last to.
pub(crate) const PROBES: [Probe; 12] = [
    Probe {
        name: "home",
        applies: always,
        script: "echo kept >$HOME_VOLUME/.slipway-probe; cat $HOME_VOLUME/.slipway-probe",
        expected: |_| just("kept"),
    },
    Probe {
        name: "docker version",
        applies: has_docker,
        script: "docker version --format '{{.Server.Version}}'",
        expected: |_| None,
    },
    Probe {
        name: "daemon first",
        applies: lists_at_start,
        script: "if grep -i -e cannot -e error $HOME_VOLUME/at-start; then exit 1; else echo yes; fi",
        expected: |_| just("yes"),
    },
    Probe {
        name: "pre-pulled",
        applies: pulls_before,
        script: "for image in $IMAGES; do grep -qxF \"$image\" $HOME_VOLUME/at-start && docker image inspect $image \
                 --format present; done",
        expected: |case| {
            let images = &case.config.image.docker.daemon.pre_pull.images;
            Some(vec!["present"; images.len()].join("\n"))
        },
    },
    Probe {
        name: "docker run",
        applies: has_docker,
        script: "dir=$(mktemp -d); cd $dir; mkdir bin lib; cp /proc/self/exe bin/busybox; \
                 cp /lib/ld-musl* lib/ 2>/dev/null || true; \
                 for name in sh cat echo httpd dd sleep; do ln -s busybox bin/$name; done; \
                 tar -c bin lib | docker import - slipway-probe:1 >/dev/null; rm -r $dir; \
                 docker run --rm slipway-probe:1 echo hello",
        expected: |_| just("hello"),
    },
    Probe {
        name: "docker build",
        applies: has_docker,
        script: "printf 'FROM slipway-probe:1\\nRUN echo built >/made\\n' | \
                 DOCKER_BUILDKIT=0 docker build --quiet --tag slipway-probe:2 - >/dev/null; \
                 docker run --rm slipway-probe:2 cat /made",
        expected: |_| just("built"),
    },
    Probe {
        name: "workspace",
        applies: has_docker,
        script: "mkdir -p $WORKSPACE/probe; echo there >$WORKSPACE/probe/in; \
                 docker run --rm --volume $WORKSPACE/probe:$WORKSPACE/probe slipway-probe:1 \
                 sh -c \"cat $WORKSPACE/probe/in; echo back >$WORKSPACE/probe/out\"; cat $WORKSPACE/probe/out",
        expected: |_| just("there\nback"),
    },
    Probe {
        // A sibling's port is the node's.
        name: "published port",
        applies: has_daemon,
        script: "id=$(docker run --detach --publish 18080:80 slipway-probe:1 \
                 sh -c 'echo served >/index.html; exec httpd -f -p 80 -h /'); \
                 tries=0; until wget -q -O - http://127.0.0.1:18080/; do \
                 tries=$((tries + 1)); [ $tries -lt 30 ] || break; sleep 1; done 2>/dev/null; docker rm -f $id >/dev/null",
        expected: |_| just("served"),
    },
    Probe {
        name: "memory limit",
        applies: has_limits,
        script: "docker run --rm --memory 32m slipway-probe:1 dd if=/dev/zero of=/dev/null bs=256M count=1 \
                 >/dev/null 2>&1 || echo $?",
        expected: |_| just("137"),
    },
    Probe {
        name: "storage driver",
        applies: has_docker,
        script: "docker info --format '{{.Driver}}'",
        expected: |case| {
            if case.uses_node() {
                return None;
            }
            just(match case.config.image.docker.daemon.storage_driver {
                StorageDriver::Default => "overlayfs",
                StorageDriver::Overlay2 => "overlay2",
                StorageDriver::Vfs => "vfs",
                StorageDriver::FuseOverlayfs => "fuse-overlayfs",
            })
        },
    },
    Probe {
        name: "MTU",
        applies: has_docker,
        script: "mtu() { docker run --rm $1 slipway-probe:1 cat /sys/class/net/eth0/mtu; }; \
                 mtu; docker network create probe >/dev/null; mtu '--network probe'; docker network rm probe >/dev/null; \
                 docker rmi slipway-probe:2 slipway-probe:1 >/dev/null",
        expected: |case| {
            let mtu = case.config.image.docker.daemon.mtu.unwrap_or(1500);
            Some(format!("{mtu}\n{mtu}"))
        },
    },
    Probe {
        name: "mirror",
        applies: |case| !case.config.image.docker.daemon.registry_mirrors.is_empty(),
        script: "docker info --format '{{range .RegistryConfig.Mirrors}}{{.}}{{end}}'",
        expected: |case| {
            let mirrors = &case.config.image.docker.daemon.registry_mirrors;
            Some(mirrors.iter().map(|mirror| format!("{mirror}/")).collect())
        },
    },
];
