//! One layer of an image: a tar archive (ustar) whose bytes depend on nothing but what is put into it.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use anyhow::{Context as _, ensure};

const BLOCK: usize = 512;

/// User and group that own a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner(pub(super) u32, pub(super) u32);

pub(super) const ROOT: Owner = Owner(0, 0);

/// Writes a layer, entry by entry. Folders come before what is in them.
pub(super) struct Layer<W: Write> {
    out: W,
}

impl Layer<BufWriter<File>> {
    /// A layer in a new file.
    pub(super) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { out: BufWriter::new(file) })
    }
}

impl<W: Write> Layer<W> {
    /// A folder; its mode as chmod takes it.
    pub(super) fn folder(&mut self, path: &str, mode: u32, owner: Owner) -> anyhow::Result<()> {
        self.entry(
            &Entry { path: &format!("{path}/"), kind: b'5', mode, owner, size: 0, target: "" },
            io::empty(),
        )
    }

    /// A file with this content.
    pub(super) fn text(&mut self, path: &str, mode: u32, owner: Owner, content: &[u8]) -> anyhow::Result<()> {
        let size = u64::try_from(content.len()).context("a file is too long")?;
        self.entry(&Entry { path, kind: b'0', mode, owner, size, target: "" }, content)
    }

    /// A file with the content of one here.
    pub(super) fn file(&mut self, path: &str, mode: u32, from: &Path) -> anyhow::Result<()> {
        let source = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
        let size = source.metadata().with_context(|| format!("cannot read {}", from.display()))?.len();
        self.entry(&Entry { path, kind: b'0', mode, owner: ROOT, size, target: "" }, source)
    }

    /// A symbolic link.
    pub(super) fn link(&mut self, path: &str, target: &str) -> anyhow::Result<()> {
        self.entry(&Entry { path, kind: b'2', mode: 0o777, owner: ROOT, size: 0, target }, io::empty())
    }

    /// Ends the archive: two empty blocks.
    pub(super) fn finish(mut self) -> anyhow::Result<W> {
        self.out.write_all(&[0; 2 * BLOCK]).context("cannot write a layer")?;
        self.out.flush().context("cannot write a layer")?;
        Ok(self.out)
    }

    fn entry(&mut self, entry: &Entry<'_>, content: impl Read) -> anyhow::Result<()> {
        self.out.write_all(&entry.header()?).context("cannot write a layer")?;
        let written =
            io::copy(&mut content.take(entry.size), &mut self.out).context("cannot write a layer")?;
        ensure!(written == entry.size, "{} became shorter while it was read", entry.path);
        let rest = usize::try_from(written).context("a file is too long")? % BLOCK;
        let padding = [0; BLOCK];
        let padding = padding.get(..(BLOCK - rest) % BLOCK).unwrap_or_default();
        self.out.write_all(padding).context("cannot write a layer")
    }
}

struct Entry<'a> {
    path: &'a str,
    /// `0` file, `2` symbolic link, `5` folder.
    kind: u8,
    mode: u32,
    owner: Owner,
    size: u64,
    target: &'a str,
}

impl Entry<'_> {
    /// The 512 bytes before the content, as POSIX.1-1988 has them. All times are 1970: layers of equal content are
    /// equal.
    fn header(&self) -> anyhow::Result<[u8; BLOCK]> {
        let Self { path, kind, mode, owner: Owner(user, group), size, target } = self;
        ensure!(path.len() <= 100 && target.len() <= 100, "{path} is too long for a layer");
        let fields: [(usize, Vec<u8>); 11] = [
            (0, path.as_bytes().to_vec()),
            (100, format!("{mode:07o}\0").into_bytes()),
            (108, format!("{user:07o}\0").into_bytes()),
            (116, format!("{group:07o}\0").into_bytes()),
            (124, format!("{size:011o}\0").into_bytes()),
            (136, format!("{:011o}\0", 0).into_bytes()),
            // Counts as spaces in its own sum.
            (148, vec![b' '; 8]),
            (156, vec![*kind]),
            (157, target.as_bytes().to_vec()),
            (257, b"ustar\x0000".to_vec()),
            (329, b"0000000\x000000000\0".to_vec()),
        ];
        let mut header = [0; BLOCK];
        for (at, bytes) in fields {
            put(&mut header, at, &bytes);
        }
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        put(&mut header, 148, format!("{sum:06o}\0 ").as_bytes());
        Ok(header)
    }
}

fn put(header: &mut [u8; BLOCK], at: usize, bytes: &[u8]) {
    for (place, byte) in header.iter_mut().skip(at).zip(bytes) {
        *place = *byte;
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    /// What `tar` of this machine reads from it.
    fn listed(archive: &[u8]) -> String {
        let mut tar = Command::new("tar")
            .args(["--list", "--verbose", "--numeric-owner", "--utc", "--full-time", "--file=-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        tar.stdin.take().unwrap().write_all(archive).unwrap();
        let output = tar.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
    }

    fn example() -> Vec<u8> {
        let mut layer = Layer { out: Vec::new() };
        layer.folder("home/agent", 0o755, Owner(1000, 1000)).unwrap();
        layer.text("home/agent/run.sh", 0o750, Owner(1000, 2375), &[b'x'; 513]).unwrap();
        layer.text("tmp/full", 0o4644, ROOT, &[b'x'; 512]).unwrap();
        layer.link("bin/sh", "busybox").unwrap();
        layer.finish().unwrap()
    }

    #[test]
    fn tar_reads_what_was_written() {
        let expected = "\
drwxr-xr-x 1000/1000 0 1970-01-01 00:00:00 home/agent/
-rwxr-x--- 1000/2375 513 1970-01-01 00:00:00 home/agent/run.sh
-rwSr--r-- 0/0 512 1970-01-01 00:00:00 tmp/full
lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 bin/sh -> busybox
";
        assert_eq!(listed(&example()), expected);
        assert_eq!(example(), example(), "equal content, equal bytes");
    }

    #[test]
    fn a_path_that_does_not_fit_is_refused() {
        let mut layer = Layer { out: Vec::new() };
        assert!(layer.text(&"a".repeat(101), 0o644, ROOT, b"").is_err());
    }
}
