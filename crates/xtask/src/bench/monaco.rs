//! The page that somebody would build with Monaco and js-yaml: the peer of the console.

use std::path::PathBuf;

use super::Context;
use crate::npm;
use crate::progress::Step;
use crate::stamp::unless_unchanged;

/// Builds it, unless that was done, and gives its folder.
pub(super) fn build(context: &Context<'_>, step: &Step) -> anyhow::Result<PathBuf> {
    let folder = context.made("monaco");
    let inputs = ["page", "keyed.mjs", "package-lock.json"].map(|name| context.folder().join(name));
    unless_unchanged(context.workspace, "bench-monaco", "", &inputs, &folder.join("index.html"), || {
        npm::node(step, &context.folder(), &["page/build.mjs", &folder.display().to_string()]).map(drop)
    })?;
    Ok(folder)
}
