//! `docs/verified.md`: what was shown, written by the tests that show it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use cluster_suite::Cluster;
use k8s_openapi::api::core::v1::Node;
use kube::api::{Api, ListParams};

use crate::case;
use crate::probe::PROBES;
use crate::show::Shown;

/// Set to 1, the tests on a real cluster write the page.
const UPDATE: &str = "SLIPWAY_UPDATE_VERIFIED";

/// Tests run side by side, and each writes its part of the page.
static PAGE: Mutex<()> = Mutex::new(());

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/verified.md")
}

/// Writes one section of the page, when asked to.
pub(crate) async fn record(cluster: &Cluster, section: &str, all: &[Shown]) {
    if std::env::var(UPDATE).as_deref() != Ok("1") {
        return;
    }
    let text = format!("{}\n\n{}", versions(cluster, all).await, table(all));
    let _one_at_a_time = PAGE.lock().unwrap();
    let before = std::fs::read_to_string(page()).unwrap_or_else(|_| empty());
    std::fs::write(page(), replaced(&before, section, &text)).unwrap();
}

/// The page before anything was shown.
fn empty() -> String {
    let mut page = String::from(
        "# What was verified on a real cluster\n\nWritten by the cluster suite (`e2e/cluster/suite`, target `agents`) with \
         `SLIPWAY_UPDATE_VERIFIED=1`; not by hand.\nEvery row is an agent made through Slipway's own API; its columns are \
         what was then done from inside the agent's container.\nA dash: the configuration does not promise it.\n",
    );
    for (name, title) in [
        ("presets", "Presets"),
        ("siblings", "Presets with the node's Docker, on a node that has it (its socket's group is 0)"),
        ("modes", "Docker modes, as native sidecar and as plain container"),
        ("settings", "Settings of the daemon"),
    ] {
        write!(page, "\n## {title}\n\n{}\n{}\n", begin(name), end(name)).unwrap();
    }
    page
}

fn begin(section: &str) -> String {
    format!("<!-- {section}: begin -->")
}

fn end(section: &str) -> String {
    format!("<!-- {section}: end -->")
}

fn replaced(page: &str, section: &str, text: &str) -> String {
    let (before, rest) = page.split_once(&begin(section)).expect("the section begins");
    let (_, after) = rest.split_once(&end(section)).expect("the section ends");
    format!("{before}{}\n{text}\n{}{after}", begin(section), end(section))
}

async fn versions(cluster: &Cluster, all: &[Shown]) -> String {
    let version = cluster.client.apiserver_version().await.expect("a version").git_version;
    let nodes: Api<Node> = Api::all(cluster.client.clone());
    let nodes = nodes.list(&ListParams::default()).await.expect("nodes").items;
    let infos = nodes.into_iter().filter_map(|node| node.status?.node_info);
    let mut parts: BTreeSet<String> = infos
        .flat_map(|info| {
            let runtime = info.container_runtime_version.replace("://", " ");
            [format!("kubelet {}", info.kubelet_version), runtime, format!("Linux {}", info.kernel_version)]
        })
        .collect();
    let facts = all.iter().flat_map(|shown| &shown.facts);
    parts.extend(
        facts
            .filter(|(name, _)| *name == "docker version")
            .filter_map(|(_, found)| found.as_ref().ok().map(|found| format!("Docker {found}"))),
    );
    format!("API server {version}, {}.", parts.into_iter().collect::<Vec<_>>().join(", "))
}

fn table(all: &[Shown]) -> String {
    let names = ["active"].into_iter().chain(PROBES.iter().map(|probe| probe.name));
    let names = names.chain(["stop, start", "nothing left"]);
    let is_known = |name: &&str| all.iter().flat_map(|shown| &shown.facts).any(|(fact, _)| fact == name);
    let columns: Vec<&str> = names.filter(is_known).collect();
    let mut text = format!("| | {} |\n|---{}|\n", columns.join(" | "), "|---".repeat(columns.len()));
    for shown in all {
        let cells: Vec<String> = columns.iter().map(|column| cell(shown, column)).collect();
        writeln!(text, "| `{}` | {} |", shown.name, cells.join(" | ")).unwrap();
    }
    text.trim_end().to_owned()
}

/// What was written where it says something, else a yes.
fn cell(shown: &Shown, column: &str) -> String {
    let Some((_, found)) = shown.facts.iter().find(|(name, _)| *name == column) else {
        return "-".to_owned();
    };
    match found {
        Ok(text) if matches!(column, "docker version" | "storage driver" | "active" | "MTU") => {
            text.replace('\n', ", ").replace('|', "\\|")
        }
        Ok(_) => "yes".to_owned(),
        Err(_) => "**no**".to_owned(),
    }
}

#[test]
fn every_preset_was_verified_and_nothing_failed() {
    let page = std::fs::read_to_string(page()).expect("docs/verified.md");
    let (_, section) = page.split_once(&begin("presets")).expect("the presets");
    let (section, _) = section.split_once(&end("presets")).expect("the presets");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let rows: Vec<(&str, &str)> = rows.collect();
    let verified: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
    let presets: Vec<String> = case::presets().into_iter().map(|case| case.name).collect();
    assert_eq!(verified, presets, "run the cluster suite with {UPDATE}=1");
    assert!(!page.contains("**no**"), "something failed when the page was written");
}
