//! `docs/verified.md`: what was shown, written by the tests that show it.

use std::collections::{BTreeMap, BTreeSet};
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

/// The rows of a section: name of the case, and its cells by column.
type Rows = BTreeMap<String, BTreeMap<String, String>>;

/// Writes the rows of these cases into their section of the page, when asked to. Rows of cases that no longer exist
/// (`names` has all of them) go.
pub(crate) async fn record(cluster: &Cluster, section: &str, names: &[String], all: &[Shown]) {
    if std::env::var(UPDATE).as_deref() != Ok("1") {
        return;
    }
    assert_eq!(
        all.len(),
        names.len(),
        "{section}: the versions on the page are those of a whole run: --full"
    );
    let versions = versions(cluster, all).await;
    let _one_at_a_time = PAGE.lock().unwrap();
    let before = std::fs::read_to_string(page()).unwrap_or_else(|_| empty());
    let mut rows = read(&before, section);
    rows.extend(all.iter().map(|shown| (shown.name.clone(), cells(shown))));
    let text = format!("{versions}\n\n{}", table(names, &rows));
    std::fs::write(page(), replaced(&before, section, &text)).unwrap();
}

/// The part of the page between the marks of a section.
fn inside<'a>(page: &'a str, section: &str) -> &'a str {
    let (_, rest) = page.split_once(&begin(section)).expect("the section begins");
    rest.split_once(&end(section)).expect("the section ends").0
}

fn read(page: &str, section: &str) -> Rows {
    let split = |line: &str| -> Vec<String> {
        line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
    };
    let mut lines = inside(page, section).lines().filter(|line| line.starts_with('|'));
    let columns = lines.next().map(split).unwrap_or_default();
    let rows = lines.filter(|line| line.starts_with("| `")).map(split);
    rows.map(|row| {
        let cells = columns.iter().cloned().zip(row.iter().cloned()).skip(1);
        (row[0].trim_matches('`').to_owned(), cells.filter(|(_, cell)| cell != "-").collect())
    })
    .collect()
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
        (
            "siblings",
            "Presets with the node's Docker, on a node that has it (the group of its socket is set)",
        ),
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

fn columns() -> impl Iterator<Item = &'static str> {
    let probes = PROBES.iter().map(|probe| probe.name);
    ["active"].into_iter().chain(probes).chain(["stop, start", "nothing left"])
}

fn table(names: &[String], rows: &Rows) -> String {
    let columns: Vec<&str> =
        columns().filter(|column| rows.values().any(|cells| cells.contains_key(*column))).collect();
    let mut text = format!("| case | {} |\n|---{}|\n", columns.join(" | "), "|---".repeat(columns.len()));
    for (name, cells) in names.iter().filter_map(|name| rows.get_key_value(name)) {
        let cells = columns.iter().map(|column| cells.get(*column).map_or("-", String::as_str));
        writeln!(text, "| `{name}` | {} |", cells.collect::<Vec<_>>().join(" | ")).unwrap();
    }
    text.trim_end().to_owned()
}

fn cells(shown: &Shown) -> BTreeMap<String, String> {
    let cell = |(name, found): &(&'static str, Result<String, String>)| {
        ((*name).to_owned(), cell(name, found.as_deref().ok()))
    };
    shown.facts.iter().map(cell).collect()
}

/// What was written where it says something, else a yes.
fn cell(column: &str, found: Option<&str>) -> String {
    match found {
        Some(text) if matches!(column, "docker version" | "storage driver" | "active" | "MTU") => {
            text.replace('\n', ", ").replace('|', "\\|")
        }
        Some(_) => "yes".to_owned(),
        None => "**no**".to_owned(),
    }
}

#[test]
fn every_preset_was_verified_and_nothing_failed() {
    let page = std::fs::read_to_string(page()).expect("docs/verified.md");
    let verified: Vec<String> = read(&page, "presets").into_keys().collect();
    let presets: BTreeSet<String> = case::presets().into_iter().map(|case| case.name).collect();
    assert_eq!(verified, Vec::from_iter(presets), "run the cluster suite with {UPDATE}=1");
    assert!(!page.contains("**no**"), "something failed when the page was written");
}
