//! What is built stays outside the work tree, in folders named after a hash of everything it was made from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};

/// `$XDG_CACHE_HOME/slipway/cluster`.
pub(crate) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// The user's cache, made when missing.
    pub(super) fn open() -> anyhow::Result<Self> {
        let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let base = match base {
            Some(base) => base,
            None => {
                let home = std::env::home_dir().context("There is no home directory to keep a cache in.")?;
                home.join(".cache")
            }
        };
        let root = base.join("slipway/cluster");
        fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
        Ok(Self { root })
    }

    /// Where clusters that run keep their state.
    pub(super) fn clusters(&self) -> PathBuf {
        self.root.join("run")
    }

    /// The finished folder of a part, whether it exists or not.
    pub(super) fn made(&self, part: &str, key: &str) -> PathBuf {
        self.root.join(format!("{part}-{key}"))
    }

    /// Makes a part's folder by `work`, which fills an empty one. A folder with the final name is always complete: it
    /// gets the name last. What the part left under older keys is removed.
    pub(super) fn make(
        &self,
        part: &str,
        key: &str,
        work: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<PathBuf> {
        let finished = self.made(part, key);
        let fresh = self.root.join(format!(".{part}-{key}-{}", std::process::id()));
        fs::create_dir_all(&fresh).with_context(|| format!("cannot make {}", fresh.display()))?;
        if let Err(error) = work(&fresh) {
            fs::remove_dir_all(&fresh).ok();
            return Err(error);
        }
        // Two builds at once make the same thing: the one that comes second throws its own away.
        if fs::rename(&fresh, &finished).is_err() && finished.is_dir() {
            fs::remove_dir_all(&fresh).ok();
        }
        Ok(finished)
    }
}

/// The key of something made from files and settings: it changes when any of them does.
///
/// Folders count with everything below them. The content counts, not times: two checkouts share what they build.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn key(settings: &[&str], sources: &[PathBuf]) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for setting in settings {
        hash.update(setting.as_bytes());
        hash.update([0]);
    }
    for source in sources {
        let above = source.parent().unwrap_or(source);
        add(&mut hash, source, above).with_context(|| format!("cannot read {}", source.display()))?;
    }
    Ok(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn add(hash: &mut Sha256, path: &Path, above: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(hash, entry, above));
    }
    let name = path.strip_prefix(above).unwrap_or(path);
    let content = fs::read(path)?;
    hash.update(name.to_string_lossy().as_bytes());
    // The length parts a name from a content that begins like it.
    hash.update(content.len().to_le_bytes());
    hash.update(content);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_follows_content_names_and_settings_and_not_the_place() {
        let place = std::env::temp_dir().join(format!("xtask-key-{}", std::process::id()));
        let tree = |name: &str, file: &str, content: &str| {
            let folder = place.join(name).join("module");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(file), content).unwrap();
            key(&["flags"], &[folder]).unwrap()
        };
        let first = tree("a", "main.go", "package main");
        assert_eq!(first.len(), 16);
        assert_eq!(tree("b", "main.go", "package main"), first, "another place");
        assert_ne!(tree("c", "main.go", "package other"), first, "another content");
        assert_ne!(tree("d", "tool.go", "package main"), first, "another name");
        assert_ne!(key(&["other"], &[place.join("a/module")]).unwrap(), first, "another setting");
        fs::remove_dir_all(place).unwrap();
    }
}
