//! Inside the namespaces: the root file system, addresses, keys, and the components, kept running until the end.

mod component;
mod config;
mod content;
mod keys;
mod root;
mod supervise;

use std::process::ExitCode;

use anyhow::Context as _;

use super::cli::Plan;
use super::network;

pub(super) use supervise::search_path;

/// Where the node writes; outside, a folder of the cache.
pub(super) const DATA: &str = "/data";
/// Where the programs and images of the cache are mounted, each under its name.
pub(super) const OPT: &str = "/opt/slipway";

/// Becomes the node. Returns only when something is wrong, which then is in the keeper's log.
pub(super) fn run(plan: &Plan) -> anyhow::Result<ExitCode> {
    root::enter(plan).context("cannot make the node's root file system")?;
    addresses(plan.subnet).context("cannot set the node's addresses")?;
    let node = network::node_name(&plan.name);
    let settings = config::Settings::new(&node, plan);
    config::write(&settings).context("cannot write the configuration of the components")?;
    keys::make(&settings).context("cannot make the keys")?;
    content::load_in_background(plan);
    supervise::forever(&component::all(&settings))
}

/// The node's end of the link, which the keeper makes. There is no way out of the node: a default route that leads
/// nowhere must exist all the same, or the kubelet and pods take it for broken instead of offline.
fn addresses(subnet: u8) -> anyhow::Result<()> {
    supervise::until(|| network::ip(&["link", "show", network::UPLINK]).is_ok());
    network::ip(&["link", "set", "lo", "up"])?;
    let address = format!("{}/30", network::node_address(subnet));
    network::ip(&["address", "add", &address, "dev", network::UPLINK])?;
    network::ip(&["link", "set", network::UPLINK, "up"])?;
    network::ip(&["route", "add", "default", "dev", network::UPLINK])?;
    std::fs::write("/proc/sys/net/ipv4/ip_forward", "1").context("cannot switch forwarding on")
}
