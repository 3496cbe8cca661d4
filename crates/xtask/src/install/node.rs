//! Node, which no step can install.

use anyhow::{Context, bail};

use crate::process;

const OLDEST: u32 = 20;

/// Refuses a machine without Node, or with one too old.
pub(crate) fn check() -> anyhow::Result<()> {
    let sentence = || format!("Install Node {OLDEST} or newer (with npm), so that `node --version` answers.");
    let version = process::output(process::program("node").arg("--version")).with_context(sentence)?;
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => bail!("{} This one is {}.", sentence(), version.trim()),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        let cases = [("v20.20.2\n", Some(20)), ("v6.1.0", Some(6)), ("20.1.0", None), ("", None)];
        for (text, expected) in cases {
            assert_eq!(major(text), expected, "{text:?}");
        }
    }
}
