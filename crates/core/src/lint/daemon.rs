//! Settings of the daemon's container: its image, environment and arguments.

use super::environment;
use crate::config::{Daemon as Settings, Docker, DockerMode};
use crate::docker::default_image;
use crate::finding::Finding;
use crate::image_ref::ImageRef;
use crate::plan::Report;
use crate::target::Target;

pub(super) fn check(docker: &Docker, target: &Target, report: &mut Report) {
    let Some(pinned) = default_image(docker.mode) else { return };
    if let Ok(reference) = ImageRef::parse(&docker.daemon.image) {
        image(&reference, docker.mode == DockerMode::DindRootless, pinned, report);
    }
    environment::check(&docker.daemon.env, "image.docker.daemon.env", target, report);
    own_environment(docker, report);
    arguments(&docker.daemon, report);
}

fn image(reference: &ImageRef, rootless: bool, pinned: &str, report: &mut Report) {
    let path = "image.docker.daemon.image";
    let use_pinned = |finding: Finding| finding.fixed_by(&format!("Use {pinned}"), path, pinned);
    // A digest alone says nothing of what is in the image.
    let tag = reference.tag.as_deref().unwrap_or_default();
    let official = reference.path.rsplit('/').next() == Some("docker") && is_official(tag);
    if reference.digest.is_none() && (reference.is_floating() || (official && moves(tag))) {
        let message = "This tag moves with every Docker release; one of them refused older clients (29.0.0). Name a version.";
        report.push(use_pinned(Finding::advice("image-floating", path, message)));
    }
    if !official {
        return;
    }
    let message = if tag.ends_with("-cli") || tag == "cli" {
        "This is the image of the docker command alone: the daemon is in the one ending in -dind."
    } else if tag.contains("rootless") == rootless {
        return;
    } else if rootless {
        "This is the image with root: a rootless daemon needs the one ending in -dind-rootless."
    } else {
        "This is the rootless image: choose the rootless mode, or the image ending in -dind."
    };
    report.push(use_pinned(Finding::error("daemon-image-mode", path, message)));
}

/// Whether the official image, or a mirror of it, has tags like this one.
fn is_official(tag: &str) -> bool {
    tag.starts_with(|first: char| first.is_ascii_digit()) || matches!(tag, "dind" | "dind-rootless" | "cli")
}

/// Whether a tag of the official image is another version tomorrow: all but those with three numbers, `29.7.2-dind`.
fn moves(tag: &str) -> bool {
    let version = tag.split('-').next().unwrap_or_default();
    version.split('.').filter(|part| part.parse::<u32>().is_ok()).count() < 3
}

/// Variables that decide where the daemon listens and whether anybody may use it: an empty `DOCKER_TLS_CERTDIR` opens
/// 0.0.0.0:2375 (`dockerd-entrypoint.sh`), a client's `DOCKER_TLS_VERIFY` turns TLS on (moby `options.go`). And a
/// variable Slipway sets may stand once: server-side apply refuses a second.
fn own_environment(docker: &Docker, report: &mut Report) {
    const LISTENING: [&str; 3] = ["DOCKER_HOST", "DOCKER_TLS_CERTDIR", "DOCKER_TLS_VERIFY"];
    let sets_mtu = docker.mode == DockerMode::DindRootless && docker.daemon.mtu.is_some();
    for (index, variable) in docker.daemon.env.iter().enumerate() {
        let name = variable.name.as_str();
        if LISTENING.contains(&name) || (sets_mtu && name == "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU") {
            let path = format!("image.docker.daemon.env[{index}].name");
            let message =
                format!("{name} is for the Docker mode to decide: leave it out, or choose another mode.");
            report.error("daemon-env", path, message);
        }
    }
}

/// What a URL has beside its host and port (moby `ValidateMirror` refuses these).
const NO_HOST: [char; 4] = ['/', '?', '#', '@'];

fn arguments(settings: &Settings, report: &mut Report) {
    for (index, mirror) in settings.registry_mirrors.iter().enumerate() {
        let path = format!("image.docker.daemon.registryMirrors[{index}]");
        let rest = mirror.strip_prefix("https://").or_else(|| mirror.strip_prefix("http://"));
        match rest.map(|rest| rest.trim_end_matches('/')) {
            Some(host)
                if !host.is_empty() && !host.contains(NO_HOST) && !host.contains(char::is_whitespace) => {}
            Some(_) => report.error(
                "registry-mirror",
                path,
                "A mirror has a host and nothing around it: dockerd refuses a path, a query and a user.",
            ),
            None => report.error(
                "registry-mirror",
                path,
                "Write the mirror's URL, e.g. https://mirror.example.com.",
            ),
        }
    }
    for (index, registry) in settings.insecure_registries.iter().enumerate() {
        if registry.contains("://") || registry.is_empty() || registry.contains(char::is_whitespace) {
            let path = format!("image.docker.daemon.insecureRegistries[{index}]");
            report.error(
                "insecure-registry",
                path,
                "Write host:port or a network such as 10.0.0.0/8, without http://.",
            );
        }
    }
    for (index, argument) in settings.extra_args.iter().enumerate() {
        extra(argument, &format!("image.docker.daemon.extraArgs[{index}]"), report);
    }
}

fn extra(argument: &str, path: &str, report: &mut Report) {
    let name = argument.split('=').next().unwrap_or_default();
    let mut error = |message: &str| report.error("daemon-argument", path, message);
    if !argument.starts_with('-') {
        error("An argument begins with - and carries its value behind =, e.g. --log-level=warn.");
    } else if name.trim_start_matches('-').is_empty() {
        error("This is no argument: write --name=value.");
    } else if name.contains(char::is_whitespace) {
        error("Each item is one argument: write --name=value, without a space.");
    } else if argument.starts_with("--tlsverify=false") {
        error(
            "--tlsverify=false turns TLS on, without checking clients (moby daemon.go). Plain TCP needs --tls=false, \
             which the plain modes set.",
        );
    } else if matches!(name, "--tls" | "--tlsverify") {
        error(
            "Whether the daemon uses TLS is for the Docker mode to decide: leave this out, or choose another mode.",
        );
    } else if name == "--data-root" || name == "-g" {
        let message = "The daemon's volume is where its data is by default. Elsewhere, unless a volume is there as well, the data \
                       fills the node's disk.";
        report.push(Finding::warning("daemon-argument", path, message));
    } else if argument.starts_with("-H") || name == "--host" {
        let message =
            "The mode already says where the daemon listens; a second address on the same port stops it.";
        report.push(Finding::warning("daemon-argument", path, message));
    }
}
