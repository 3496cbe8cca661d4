//! The one link between a node and this machine: a pair of virtual interfaces that ends with the node's namespace.
//!
//! Addresses are of 198.18.0.0/15, which is set aside for benchmarks and used by no network a machine is likely to be
//! in. Pods and services have ranges of their own, which exist inside the node only.

use std::net::Ipv4Addr;
use std::process::Command;

use anyhow::Context as _;
use sha2::{Digest, Sha256};

use crate::process;

/// The node's end of the link, in its own namespace.
pub(super) const UPLINK: &str = "uplink";

/// The API server's port.
pub(super) const API_PORT: u16 = 6443;

/// How many clusters can run side by side.
const SUBNETS: u8 = 64;

/// This machine's address on the link.
pub(super) fn host_address(subnet: u8) -> Ipv4Addr {
    Ipv4Addr::new(198, 18, subnet, 1)
}

/// The node's address: of the kubelet, the API server and the registries.
pub(super) fn node_address(subnet: u8) -> Ipv4Addr {
    Ipv4Addr::new(198, 18, subnet, 2)
}

/// What Kubernetes calls the node, and its cgroup.
pub(super) fn node_name(cluster: &str) -> String {
    format!("slipway-{cluster}")
}

/// This machine's end of the link. Interfaces have at most 15 characters.
fn link_name(cluster: &str) -> String {
    let hash: String =
        Sha256::digest(cluster.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("slw-{hash}")
}

/// The first subnet no interface of this machine uses.
pub(super) fn free_subnet() -> anyhow::Result<u8> {
    let used = process::output(Command::new("ip").args(["-4", "-oneline", "address"]))?;
    (0..SUBNETS)
        .find(|subnet| !used.contains(&format!(" {}/", host_address(*subnet))))
        .with_context(|| format!("{SUBNETS} clusters run already"))
}

/// Makes the link into the network namespace of a process and gives this machine its address.
pub(super) fn connect(cluster: &str, subnet: u8, pid: u32) -> anyhow::Result<()> {
    let link = link_name(cluster);
    let address = format!("{}/30", host_address(subnet));
    ip(&["link", "add", &link, "type", "veth", "peer", "name", UPLINK, "netns", &pid.to_string()])?;
    ip(&["address", "add", &address, "dev", &link])?;
    ip(&["link", "set", &link, "up"])
}

/// Removes this machine's end where the kernel has not yet.
pub(super) fn disconnect(cluster: &str) {
    ip(&["link", "delete", &link_name(cluster)]).ok();
}

pub(super) fn ip(arguments: &[&str]) -> anyhow::Result<()> {
    process::output(Command::new("ip").args(arguments)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::link_name;

    #[test]
    fn links_of_different_clusters_differ_and_fit() {
        let names = ["default", "other", "a-name-of-20-letters"].map(link_name);
        assert!(names.iter().all(|name| name.len() <= 15), "{names:?}");
        assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2], "{names:?}");
    }
}
