//! Skips work whose inputs have not changed: the paths, sizes and times of all inputs, remembered in a file.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::progress::Done;
use crate::workspace::Workspace;

/// Does `work` unless it was done before with the same inputs and its output is still there.
///
/// `inputs` are files or folders (followed down, `node_modules` and hidden entries left out); `settings` is anything
/// else that changes the output.
pub(crate) fn unless_unchanged(
    workspace: &Workspace,
    name: &str,
    settings: &str,
    inputs: &[PathBuf],
    output: &Path,
    work: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<Done> {
    let stamp = workspace.scratch("stamps")?.join(name);
    let now = fingerprint(settings, inputs)?;
    if output.exists() && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(Done::Unchanged);
    }
    // Work that fails half-way must not look done next time.
    fs::remove_file(&stamp).ok();
    work()?;
    fs::write(&stamp, now).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(Done::Worked)
}

fn fingerprint(settings: &str, inputs: &[PathBuf]) -> anyhow::Result<String> {
    let mut lines = vec![settings.to_owned()];
    for input in inputs {
        describe(input, &mut lines).with_context(|| format!("cannot read {}", input.display()))?;
    }
    lines.sort();
    Ok(short_hash(lines.join("\n").as_bytes()))
}

fn describe(path: &Path, lines: &mut Vec<String>) -> std::io::Result<()> {
    let metadata = fs::metadata(path)?;
    if metadata.is_file() {
        lines.push(format!("{} {} {}", path.display(), metadata.len(), modified(&metadata)));
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        if name != "node_modules" && !name.to_string_lossy().starts_with('.') {
            describe(&entry.path(), lines)?;
        }
    }
    Ok(())
}

/// Nanoseconds since 1970; 0 where the file system keeps no times.
fn modified(metadata: &Metadata) -> u128 {
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    time.map_or(0, |time| time.as_nanos())
}

/// The first 16 hexadecimal digits of a SHA-256: enough to tell versions of one file apart, short in a file name.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_or_setting_changes_the_fingerprint() {
        let directory = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(directory.join("node_modules")).unwrap();
        let inputs = [directory.clone()];
        fs::write(directory.join("a"), "one").unwrap();
        let first = fingerprint("dev", &inputs).unwrap();
        assert_eq!(fingerprint("dev", &inputs).unwrap(), first);
        assert_ne!(fingerprint("release", &inputs).unwrap(), first);
        fs::write(directory.join("node_modules/ignored"), "x").unwrap();
        assert_eq!(fingerprint("dev", &inputs).unwrap(), first);
        fs::write(directory.join("a"), "three").unwrap();
        assert_ne!(fingerprint("dev", &inputs).unwrap(), first);
        fs::remove_dir_all(directory).unwrap();
    }
}
