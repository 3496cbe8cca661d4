//! The folder of one cluster that runs, and what can be read from it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::{Context, network};

/// The longest name: a link's name is derived from it, and people type it.
const LONGEST_NAME: usize = 20;

/// `run/<name>` in the cache. Everything a node writes is below it, on a real file system, and goes with it.
pub(super) struct Place {
    pub(super) name: String,
    root: PathBuf,
}

impl Place {
    /// The folder of a cluster, whether it exists or not.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub(super) fn new(context: &Context<'_>, name: &str) -> anyhow::Result<Self> {
        let sound = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(sound) {
            bail!("A cluster's name has 1 to {LONGEST_NAME} of a-z, 0-9 and -; {name:?} is none.");
        }
        Ok(Self { name: name.to_owned(), root: context.cache.clusters().join(name) })
    }

    /// As [`Self::new`], for a cluster that must be running.
    pub(super) fn running(context: &Context<'_>, name: &str) -> anyhow::Result<Self> {
        let place = Self::new(context, name)?;
        if !place.is_running() {
            bail!("No cluster {name} runs; `cargo xtask cluster up --name {name}` starts it.");
        }
        Ok(place)
    }

    /// Every cluster that has a folder.
    pub(super) fn all(context: &Context<'_>) -> Vec<Self> {
        let entries = fs::read_dir(context.cache.clusters()).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names.iter().filter_map(|name| Self::new(context, name).ok()).collect()
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// What the node sees as `/data`.
    pub(super) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Reaches the API server from this machine, as administrator.
    pub(super) fn kubeconfig(&self) -> PathBuf {
        self.data().join("kubeconfig/admin")
    }

    /// What a component printed.
    pub(super) fn log(&self, component: &str) -> PathBuf {
        self.data().join("log").join(format!("{component}.log"))
    }

    pub(super) fn keeper_log(&self) -> PathBuf {
        self.root.join("keeper.log")
    }

    /// Where the keeper writes the process that holds the namespaces.
    pub(super) fn pid_file(&self) -> PathBuf {
        self.root.join("pid")
    }

    /// The process that holds the namespaces; `None` when it has ended. A number that is used again is told apart by
    /// the command line, which contains this folder.
    pub(super) fn holder(&self) -> Option<u32> {
        let pid: u32 = fs::read_to_string(self.pid_file()).ok()?.trim().parse().ok()?;
        let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        String::from_utf8_lossy(&command).contains(&*self.root.to_string_lossy()).then_some(pid)
    }

    pub(super) fn is_running(&self) -> bool {
        self.holder().is_some()
    }

    /// The first process inside, by its number outside: what `nsenter` is pointed at.
    pub(super) fn inside(&self) -> anyhow::Result<u32> {
        let holder = self.holder().context("the cluster has ended")?;
        first_child(holder).context("the cluster's first process has ended")
    }

    /// Remembers what `status`, `kubectl` and the next `up` need to know.
    pub(super) fn write_facts(&self, facts: &Facts) -> anyhow::Result<()> {
        let Facts { kubernetes, version, subnet } = facts;
        let value = json!({"kubernetes": kubernetes, "version": version, "subnet": subnet});
        fs::write(self.root.join("facts.json"), value.to_string()).context("cannot write the cluster's facts")
    }

    /// What was remembered.
    pub(super) fn facts(&self) -> anyhow::Result<Facts> {
        let path = self.root.join("facts.json");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let value: Value = serde_json::from_str(&text).context("the cluster's facts are not JSON")?;
        let word = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let subnet = value.get("subnet").and_then(Value::as_u64).and_then(|number| u8::try_from(number).ok());
        Ok(Facts {
            kubernetes: word("kubernetes").context("no kubernetes in the facts")?.into(),
            version: word("version").context("no version in the facts")?,
            subnet: subnet.context("no subnet in the facts")?,
        })
    }

    /// Removes what a node that has ended left: its cgroups and this folder. Its processes, mounts and links ended
    /// with its namespaces.
    ///
    /// # Errors
    /// When something is still in use.
    pub(super) fn clean(&self) -> anyhow::Result<()> {
        super::keeper::remove_cgroups(&network::node_name(&self.name))?;
        if self.root.exists() {
            fs::remove_dir_all(&self.root)
                .with_context(|| format!("cannot remove {}", self.root.display()))?;
        }
        // The last one to end leaves no empty folder either.
        self.root.parent().map(fs::remove_dir);
        Ok(())
    }
}

/// What is known about a cluster besides its processes.
pub(super) struct Facts {
    /// Folder of the Kubernetes program.
    pub(super) kubernetes: PathBuf,
    pub(super) version: String,
    /// Third number of its addresses.
    pub(super) subnet: u8,
}

impl Facts {
    /// The one program that is all of Kubernetes.
    pub(super) fn program(&self) -> PathBuf {
        let folder = self.kubernetes.file_name().unwrap_or_default().to_string_lossy();
        self.kubernetes.join(program_name(&folder))
    }
}

/// A Go program is called as the last element of its module's path; the folder adds the key.
fn program_name(folder: &str) -> &str {
    folder.rsplit_once('-').map_or(folder, |(name, _)| name)
}

/// The first child of a process.
pub(super) fn first_child(pid: u32) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::program_name;

    #[test]
    fn the_program_is_named_after_the_module() {
        assert_eq!(program_name("kubernetes-0123456789abcdef"), "kubernetes");
        assert_eq!(program_name("kubernetes-1.28-0123456789abcdef"), "kubernetes-1.28");
    }
}
