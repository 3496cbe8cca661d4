//! What runs in the cluster from the start: DNS and storage classes, from `e2e/cluster/manifests/`.

use anyhow::Context as _;

use super::place::Place;
use super::{Context, network, reach};

/// Applies every manifest, with the node's address filled in.
pub(super) fn apply(context: &Context<'_>, place: &Place) -> anyhow::Result<()> {
    let address = network::node_address(place.facts()?.subnet).to_string();
    let filled = place.root().join("manifests");
    std::fs::create_dir_all(&filled).context("cannot make a folder for manifests")?;
    for entry in std::fs::read_dir(context.source("manifests")).context("cannot read the manifests")? {
        let entry = entry.context("cannot read the manifests")?;
        let text = std::fs::read_to_string(entry.path())
            .with_context(|| format!("cannot read {}", entry.path().display()))?;
        std::fs::write(filled.join(entry.file_name()), text.replace("@ADDRESS@", &address))
            .context("cannot write a manifest")?;
    }
    reach::answer(place, &["apply", "--server-side", "--filename", &filled.display().to_string()]).map(drop)
}

/// Whether DNS answers and new pods get an identity, without which they are refused.
pub(super) fn are_ready(place: &Place) -> bool {
    let replicas = ["--namespace=kube-system", "get", "deployment", "coredns", "--output"];
    let ready = [replicas.as_slice(), &["jsonpath={.status.readyReplicas}"]].concat();
    reach::answer(place, &ready).is_ok_and(|count| count == "1")
        && reach::answer(place, &["get", "serviceaccount", "default"]).is_ok()
}
