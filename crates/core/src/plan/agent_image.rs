//! The agent's image, and what is known of some.

use super::Report;
use crate::config::{DockerMode, Image, Os, ProfileKind};
use crate::finding::Finding;
use crate::image_ref::ImageRef;

const PATH: &str = "image.agentImage";
const WITHOUT_DOCKER: [&str; 2] = ["jenkins/inbound-agent", "atlassian/bamboo-agent-base"];

pub(super) fn plan(image: &Image, profile: ProfileKind, report: &mut Report) -> Option<String> {
    if image.os == Os::Windows && image.docker.mode != DockerMode::None {
        let message = "Docker access needs Linux nodes; for Windows choose no Docker access.";
        report.error("windows-docker", "image.os", message);
    }
    let reference = report.image(PATH, &image.agent_image)?;
    if reference.is_floating() {
        let message = "This image reference names no fixed version, so a restart may bring another agent. Name a \
                       version tag or a digest.";
        report.push(Finding::advice("image-floating", PATH, message));
    }
    known(image, profile, &reference).into_iter().for_each(|finding| report.push(finding));
    Some(image.agent_image.clone())
}

/// What is known of an image, wherever it was mirrored to.
fn known(image: &Image, profile: ProfileKind, reference: &ImageRef) -> Option<Finding> {
    let wants_docker = match image.docker.mode {
        DockerMode::None => false,
        DockerMode::HostSocket => image.docker.host_socket.docker_binary.is_empty(),
        DockerMode::DindTls
        | DockerMode::DindTcp
        | DockerMode::DindPort
        | DockerMode::DindSocket
        | DockerMode::DindRootless => true,
    };
    if reference.path.ends_with("atlassian/bamboo-agent-base") && profile == ProfileKind::Bamboo {
        let message = "This profile starts wndtnl/ksb-bamboo-agent, with the server's URL as its argument. Atlassian's image \
                       takes BAMBOO_SERVER and no arguments: use the profile Generic for it.";
        return Some(Finding::warning("agent-image-profile", PATH, message));
    }
    if !wants_docker {
        return None;
    }
    if let Some(name) = WITHOUT_DOCKER.into_iter().find(|name| reference.path.ends_with(name)) {
        let message = format!("The image {name} has no docker command; builds need an image that adds one.");
        return Some(Finding::advice("docker-cli-missing", PATH, message));
    }
    let tag = reference.tag.as_deref().filter(|tag| reference.digest.is_none() && !tag.contains("dind"))?;
    reference.path.ends_with("wndtnl/ksb-bamboo-agent").then(|| {
        let message = format!("The docker command is only in the tags that end in -dind: {tag}-dind.");
        let dind = format!("{}-dind", image.agent_image);
        Finding::advice("docker-cli-missing", PATH, message).fixed_by(&format!("Use {tag}-dind"), PATH, dind)
    })
}
