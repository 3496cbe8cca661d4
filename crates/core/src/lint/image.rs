//! Agent images that are known, and what they cannot do.

use crate::config::{Config, DockerMode, ProfileKind};
use crate::finding::Finding;
use crate::image_ref::ImageRef;

const PATH: &str = "image.agentImage";
const WITHOUT_DOCKER: [&str; 2] = ["jenkins/inbound-agent", "atlassian/bamboo-agent-base"];

/// What is known of an image, wherever it was mirrored to.
pub(super) fn check(config: &Config) -> Option<Finding> {
    let (image, profile) = (&config.image, config.instance.profile.kind);
    let reference = ImageRef::parse(&image.agent_image).ok()?;
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
