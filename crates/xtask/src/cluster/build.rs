//! Builds what is missing, part by part, in the order of the list.

mod go;
mod list;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::cache::key;
use super::cli::Version;
use super::{Context, images, needs};
use crate::progress::{Done, Progress, Step};

pub(super) use go::GoPart;
pub(super) use list::kubernetes;

/// Something that is made once and then taken from the cache.
struct Item {
    /// Its folder in the cache, and what the node calls it.
    name: &'static str,
    /// Files and folders of `e2e/cluster/` it is made from.
    sources: &'static [&'static str],
    /// Items it is made from; they are earlier in the list.
    needs: &'static [&'static str],
    work: Work,
}

/// How an item is made.
#[derive(Clone, Copy)]
enum Work {
    /// By the Go compiler.
    Go(&'static GoPart),
    /// From Debian packages, by a function that fills the folder.
    Root(Fill),
    /// A container image, by a function that fills the folder.
    Image(Fill),
}

type Fill = fn(&Making<'_>, &Step, &Path) -> anyhow::Result<()>;

/// What work on an item can see.
pub(super) struct Making<'a> {
    pub(super) context: &'a Context<'a>,
    made: &'a Made,
}

/// The finished folder of every item, by name.
#[derive(Default)]
pub(super) struct Made(BTreeMap<&'static str, PathBuf>);

impl Made {
    /// The folder of an item that has been made.
    pub(super) fn folder(&self, name: &str) -> anyhow::Result<&Path> {
        self.0.get(name).map(PathBuf::as_path).with_context(|| format!("{name} has not been built"))
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        self.0.iter().map(|(name, folder)| (*name, folder.as_path()))
    }
}

impl Making<'_> {
    /// A file of an item that this one needs.
    pub(super) fn input(&self, item: &str, file: &str) -> anyhow::Result<PathBuf> {
        Ok(self.made.folder(item)?.join(file))
    }
}

/// `cargo xtask cluster build`.
pub(super) fn run(context: &Context<'_>, versions: &[Version]) -> anyhow::Result<()> {
    let made = all(context, versions)?;
    for (name, folder) in made.iter() {
        println!("  {name:<18}{}", folder.display());
    }
    Ok(())
}

/// Makes everything a cluster of one of these versions needs, and says where it is.
pub(super) fn all(context: &Context<'_>, versions: &[Version]) -> anyhow::Result<Made> {
    let items = list::items(versions);
    let progress = Progress::new(items.len() + 1);
    progress.step("Debian packages, Go, root", needs::ensure)?;
    let mut made = Made::default();
    for item in &items {
        let key = item_key(context, item, &made)?;
        progress.step(item.name, |step| make(context, item, &key, &made, step))?;
        made.0.insert(item.name, context.cache.made(item.name, &key));
    }
    Ok(made)
}

/// Whether everything of these versions is in the cache already.
pub(super) fn is_complete(context: &Context<'_>, versions: &[Version]) -> anyhow::Result<Option<Made>> {
    let mut made = Made::default();
    for item in list::items(versions) {
        let folder = context.cache.made(item.name, &item_key(context, &item, &made)?);
        if !folder.is_dir() {
            return Ok(None);
        }
        made.0.insert(item.name, folder);
    }
    Ok(Some(made))
}

fn item_key(context: &Context<'_>, item: &Item, made: &Made) -> anyhow::Result<String> {
    let sources: Vec<PathBuf> = item.sources.iter().map(|source| context.source(source)).collect();
    let mut settings = vec![item.name.to_owned()];
    match item.work {
        Work::Go(part) => settings.extend(part.settings()),
        Work::Image(_) => settings.extend(images::CODE.map(str::to_owned)),
        Work::Root(_) => {}
    }
    // The folders of what it is made from are named after their own keys.
    for need in item.needs {
        settings.push(made.folder(need)?.file_name().unwrap_or_default().to_string_lossy().into_owned());
    }
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    key(&settings, &sources)
}

fn make(context: &Context<'_>, item: &Item, key: &str, made: &Made, step: &Step) -> anyhow::Result<Done> {
    if context.cache.made(item.name, key).is_dir() {
        return Ok(Done::Unchanged);
    }
    context.cache.make(item.name, key, |folder| match item.work {
        Work::Go(part) => part.build(context, step, folder),
        Work::Root(work) | Work::Image(work) => work(&Making { context, made }, step, folder),
    })?;
    Ok(Done::Worked)
}
