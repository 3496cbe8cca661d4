//! The list of what is in `frontend/dist/`, with sizes: what the size budget is judged by.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::workspace::Workspace;

/// The list's file in `dist/`.
const FILE: &str = "assets.json";

/// One file of the console. Sizes in bytes; 0 where a development build did not compress.
pub(crate) struct Asset {
    pub(crate) name: String,
    /// Loaded before the first interaction, as opposed to when needed.
    pub(crate) initial: bool,
    pub(crate) plain: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// Reads the list of the last build.
pub(crate) fn list(workspace: &Workspace) -> anyhow::Result<Vec<Asset>> {
    let path = workspace.dist().join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list: Vec<Value> =
        serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    list.iter()
        .map(|entry| read(entry).with_context(|| format!("{} has a bad entry", path.display())))
        .collect()
}

/// Writes the list for the named files, each with whether it is initial.
pub(super) fn write(dist: &Path, files: &[(String, bool)]) -> anyhow::Result<()> {
    let entries: Vec<Value> = files
        .iter()
        .map(|(name, initial)| {
            let size = |suffix: &str| {
                fs::metadata(dist.join(format!("{name}{suffix}"))).map_or(0, |file| file.len())
            };
            json!({
                "name": name, "initial": initial,
                "plain": size(""), "gzip": size(".gz"), "brotli": size(".br"),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&entries).context("cannot write the list of assets")?;
    super::assemble::write_if_changed(&dist.join(FILE), format!("{text}\n").as_bytes())
}

fn read(entry: &Value) -> Option<Asset> {
    Some(Asset {
        name: entry.get("name")?.as_str()?.to_owned(),
        initial: entry.get("initial")?.as_bool()?,
        plain: entry.get("plain")?.as_u64()?,
        gzip: entry.get("gzip")?.as_u64()?,
        brotli: entry.get("brotli")?.as_u64()?,
    })
}

/// Whether a file in `dist/` is the list itself, which no page loads.
pub(super) fn is_list(name: &str) -> bool {
    name == FILE
}
