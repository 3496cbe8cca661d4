//! A cluster for as long as somebody tests on it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use anyhow::Context as _;

use super::cache::Cache;
use super::cli::{Up, Version};
use super::place::Place;
use super::{Context, down, needs, up};
use crate::workspace::Workspace;

/// The name of the cluster that tests run on.
const NAME: &str = "test";

/// A running cluster; ends when it is dropped.
pub(crate) struct Lent {
    place: Place,
}

/// What keeps this machine from running a cluster, a sentence each.
pub(crate) fn missing() -> Vec<String> {
    needs::check()
}

/// Builds what is missing and starts a cluster of its own, with the current Kubernetes or the older one.
///
/// # Errors
/// What could not be built or started.
pub(crate) fn lend(workspace: &Workspace, older: bool) -> anyhow::Result<Lent> {
    let context = Context { workspace, cache: Cache::open()? };
    let place = Place::new(&context, NAME)?;
    // One that a killed run left has that run's objects.
    down::end(&place)?;
    let kubernetes = if older { Version::Older } else { Version::Current };
    let arguments = Up { name: NAME.to_owned(), kubernetes, serve: false, server: Vec::new() };
    up::run(&context, &arguments)?;
    let lent = Lent { place };
    lent.write_kubectl()?;
    Ok(lent)
}

impl Lent {
    /// What tests are told of the cluster, by the names they know.
    ///
    /// # Errors
    /// When this program does not know where it is.
    pub(crate) fn environment(&self) -> anyhow::Result<Vec<(&'static str, String)>> {
        let this = std::env::current_exe().context("cannot find this program")?;
        Ok(vec![
            ("SLIPWAY_TEST_KUBECONFIG", self.place.kubeconfig().display().to_string()),
            ("SLIPWAY_TEST_KUBECTL", self.kubectl().display().to_string()),
            ("SLIPWAY_TEST_PART", format!("{} cluster part --name {NAME}", this.display())),
        ])
    }

    fn kubectl(&self) -> PathBuf {
        self.place.root().join("kubectl")
    }

    /// The cluster's kubectl is one of several programs in one file.
    fn write_kubectl(&self) -> anyhow::Result<()> {
        let program = self.place.facts()?.program();
        let script = format!("#!/bin/sh\nexec '{}' kubectl \"$@\"\n", program.display());
        fs::write(self.kubectl(), script).context("cannot write the cluster's kubectl")?;
        fs::set_permissions(self.kubectl(), fs::Permissions::from_mode(0o755))
            .context("cannot make the cluster's kubectl executable")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Err(error) = down::end(&self.place) {
            eprintln!("The test cluster is still there: {error:#}");
        }
    }
}
