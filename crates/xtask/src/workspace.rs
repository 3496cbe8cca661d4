//! Where things are: the workspace, the target directory, and what the build puts into them.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cargo::Profile;
use crate::process;
use crate::progress::Step;

/// The paths the build reads and writes.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Asks cargo, which knows about `CARGO_TARGET_DIR` and configuration files.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask is not in a workspace")?;
        let mut metadata = process::program("cargo");
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root);
        let text = process::output(&mut metadata)?;
        let metadata: serde_json::Value =
            serde_json::from_str(&text).context("cargo metadata is not JSON")?;
        let target = metadata
            .get("target_directory")
            .and_then(serde_json::Value::as_str)
            .context("cargo metadata names no target directory")?;
        Ok(Self { root: root.to_owned(), target: PathBuf::from(target) })
    }

    /// The top of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `frontend/`: the console's sources and its npm packages.
    pub(crate) fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// `frontend/dist/`: the console as the server embeds it and any static file server can serve it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.frontend().join("dist")
    }

    /// `e2e/`: the browser tests.
    pub(crate) fn e2e(&self) -> PathBuf {
        self.root.join("e2e")
    }

    /// Intermediate files and stamps of the build; made when missing.
    pub(crate) fn scratch(&self, name: &str) -> anyhow::Result<PathBuf> {
        let directory = self.target.join("xtask").join(name);
        std::fs::create_dir_all(&directory)
            .with_context(|| format!("cannot make {}", directory.display()))?;
        Ok(directory)
    }

    /// A program cargo has built for this machine, by name.
    pub(crate) fn program(&self, profile: Profile, name: &str) -> PathBuf {
        self.target.join(profile.native_directory()).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A package's wasm module as cargo leaves it: a program keeps its name, a library has underscores.
    pub(crate) fn wasm_module(&self, profile: Profile, name: &str) -> PathBuf {
        self.target.join("wasm32-unknown-unknown").join(profile.wasm_name()).join(format!("{name}.wasm"))
    }

    /// Runs cargo at the top of the repository as part of a step.
    pub(crate) fn cargo(&self, step: &Step, arguments: &[&str]) -> anyhow::Result<()> {
        self.cargo_with(step, arguments, &[])
    }

    /// As [`Self::cargo`], with variables in the environment.
    pub(crate) fn cargo_with(
        &self,
        step: &Step,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        let mut command = process::program("cargo");
        command.args(arguments).current_dir(&self.root).envs(environment.iter().copied());
        process::run(step, &mut command).map(drop)
    }
}
