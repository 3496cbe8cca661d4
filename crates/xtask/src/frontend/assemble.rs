//! `frontend/dist/`: the finished files under names that change with their content, and the page that names them.
//!
//! Files whose content did not change are not written again, so that cargo does not rebuild the server around them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Context, assets, module, page};
use crate::npm;
use crate::progress::{Done, Step};
use crate::stamp::{short_hash, unless_unchanged};

/// A file of the build on its way into `dist/`.
struct Ready {
    /// Its name in the template and the stem of its file name.
    mark: &'static str,
    name: String,
    bytes: Vec<u8>,
    initial: bool,
}

/// Writes `dist/`, and in a release its compressed twins; removes what earlier builds left.
pub(super) fn build(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let dist = context.workspace.dist();
    // One stamp for both profiles: they write to the same place.
    let parts = module::parts(context)?;
    let inputs = inputs(context, &parts);
    let settings = format!("{:?} {}", dist, context.profile.native_directory());
    unless_unchanged(context.workspace, "assets", &settings, &inputs, &dist.join("index.html"), || {
        fs::create_dir_all(&dist).with_context(|| format!("cannot make {}", dist.display()))?;
        let files = place(context, &parts, &dist)?;
        sweep(&dist, &files, context.release())?;
        if context.release() {
            npm::node(step, &context.workspace.frontend(), &["build/compress.mjs", &dist.to_string_lossy()])?;
        }
        assets::write(&dist, &files)
    })
}

fn inputs(context: &Context<'_>, parts: &[String]) -> Vec<PathBuf> {
    let made = ["style.css", "theme.js", "slipway.js", "editor.js"].map(|name| context.made(name));
    let sources = ["index.html", "favicon.svg", "build/compress.mjs"].map(|name| context.source(name));
    let parts = parts.iter().map(|part| context.made(part));
    made.into_iter().chain(sources).chain(parts).chain([module::finished_module(context)]).collect()
}

/// Writes the page and the files it names; returns their names and whether the page loads them at once.
fn place(context: &Context<'_>, parts: &[String], dist: &Path) -> anyhow::Result<Vec<(String, bool)>> {
    let (parts, script) = linked(context, parts)?;
    let files = [
        hashed("style", "style", "css", &context.made("style.css"), true)?,
        hashed("theme", "theme", "js", &context.made("theme.js"), true)?,
        named("script", "slipway", "js", script, true),
        hashed("wasm", "slipway", "wasm", &module::finished_module(context), true)?,
        hashed("editor", "editor", "js", &context.made("editor.js"), false)?,
        hashed("favicon", "favicon", "svg", &context.source("favicon.svg"), true)?,
    ];
    let addresses: Vec<_> = files.iter().map(|file| (file.mark, format!("/{}", file.name))).collect();
    let template = context.source("index.html");
    let template =
        fs::read_to_string(&template).with_context(|| format!("cannot read {}", template.display()))?;
    write_if_changed(&dist.join("index.html"), page::fill(&template, &addresses)?.as_bytes())?;

    let mut names = vec![("index.html".to_owned(), true)];
    for file in files.into_iter().chain(parts) {
        write_if_changed(&dist.join(&file.name), &file.bytes)?;
        names.push((file.name, file.initial));
    }
    Ok(names)
}

/// The parts, and the script with their final names in place of those the splitter gave them.
fn linked(context: &Context<'_>, parts: &[String]) -> anyhow::Result<(Vec<Ready>, Vec<u8>)> {
    let script = context.made("slipway.js");
    let mut script =
        fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))?;
    let at_start = module::parts_at_start(context)?;
    let mut ready = Vec::new();
    for part in parts {
        let stem = part.trim_end_matches(".wasm");
        let file = hashed("", stem, "wasm", &context.made(part), at_start.iter().any(|of| of == stem))?;
        script = page::rename(&script, part, &file.name)?;
        ready.push(file);
    }
    Ok((ready, script.into_bytes()))
}

fn hashed(
    mark: &'static str,
    stem: &str,
    extension: &str,
    from: &Path,
    initial: bool,
) -> anyhow::Result<Ready> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    Ok(named(mark, stem, extension, bytes, initial))
}

fn named(mark: &'static str, stem: &str, extension: &str, bytes: Vec<u8>, initial: bool) -> Ready {
    Ready { mark, name: format!("{stem}.{}.{extension}", short_hash(&bytes)), bytes, initial }
}

/// Writes a file unless it already says exactly this.
pub(super) fn write_if_changed(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Removes everything in `dist/` that is not of this build; a development build has no compressed twins.
fn sweep(dist: &Path, files: &[(String, bool)], keep_compressed: bool) -> anyhow::Result<()> {
    for entry in fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))? {
        let entry = entry.with_context(|| format!("cannot read {}", dist.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let twin_of = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
        let wanted = match twin_of {
            Some(original) => keep_compressed && files.iter().any(|(file, _)| file == original),
            None => assets::is_list(&name) || files.iter().any(|(file, _)| *file == name),
        };
        if !wanted {
            fs::remove_file(entry.path())
                .with_context(|| format!("cannot remove {}", entry.path().display()))?;
        }
    }
    Ok(())
}
