//! Under which names images are known on the node and in its registries. The stand-ins have the names of the images
//! that Slipway's defaults and presets use; a test compares the two.

/// The registry without a password, which containerd also asks for everything of Docker Hub.
pub(crate) const MIRROR: &str = "mirror.slipway.test:5001";

/// A small image to run and build on inside agents; there is a tar of it in every agent.
pub(super) const NESTED: [&str; 2] = ["docker.io/library/busybox:latest", "docker.io/library/busybox:1.35"];
/// A rootful daemon.
pub(super) const DIND: [&str; 4] = [
    "docker.io/library/docker:29.7.2-dind",
    "docker.io/library/docker:29.9.3-dind",
    "docker.io/library/docker:29-dind",
    "docker.io/library/docker:dind",
];
/// A rootless one.
pub(super) const ROOTLESS: [&str; 4] = [
    "docker.io/library/docker:29.7.2-dind-rootless",
    "docker.io/library/docker:29.9.3-dind-rootless",
    "docker.io/library/docker:29-dind-rootless",
    "docker.io/library/docker:dind-rootless",
];
/// The `docker` command alone.
pub(super) const CLI: [&str; 4] = [
    "docker.io/library/docker:29.7.2-cli",
    "docker.io/library/docker:29.9.3-cli",
    "docker.io/library/docker:29-cli",
    "docker.io/library/docker:cli",
];
/// Bamboo's agent without `docker`.
pub(super) const BAMBOO: [&str; 1] = ["docker.io/wndtnl/ksb-bamboo-agent:nix-12.1.0"];
/// Bamboo's agent with `docker`.
pub(super) const BAMBOO_DIND: [&str; 1] = ["docker.io/wndtnl/ksb-bamboo-agent:nix-12.1.0-dind"];
/// Jenkins' agent.
pub(super) const JENKINS: [&str; 1] = ["docker.io/jenkins/inbound-agent:3391.va_37fa_a_305d6d-1"];
/// GitHub Task Manager's agent.
pub(super) const GTM: [&str; 1] = ["docker.io/zotoio/github-task-manager:latest"];

/// Every image that agents and daemons use: those that can be pulled as well.
pub(crate) fn all() -> Vec<String> {
    let groups: [&[&str]; 8] = [&NESTED, &CLI, &BAMBOO, &BAMBOO_DIND, &JENKINS, &GTM, &DIND, &ROOTLESS];
    groups.concat().into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use slipway_core::preset;
    use slipway_core::render::render;
    use slipway_core::target::Target;

    use super::all;

    /// The full name of an image that a pod names in short, as containerd completes it.
    fn full(image: &str) -> String {
        match image.split_once('/') {
            None => format!("docker.io/library/{image}"),
            Some((host, _)) if host.contains(['.', ':']) => image.to_owned(),
            Some(_) => format!("docker.io/{image}"),
        }
    }

    fn images_of(pod: &Value) -> Vec<String> {
        let lists =
            ["initContainers", "containers"].into_iter().filter_map(|list| pod["spec"][list].as_array());
        lists.flatten().map(|container| container["image"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_image_of_every_preset_is_on_the_node() {
        let names = all();
        for preset in preset::all() {
            let images = images_of(&render(&preset.config, &Target::default()).manifests.unwrap().pod);
            assert!(!images.is_empty(), "{}", preset.name);
            for image in images {
                assert!(names.contains(&full(&image)), "{}: {image}", preset.name);
            }
        }
    }
}
