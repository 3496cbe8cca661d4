//! Images: imported from the cache's archives while the node starts, then pushed into its registries.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::Context as _;

use super::component::CONTAINERD;
use super::supervise::{search_path, until};
use super::{DATA, OPT};
use crate::cluster::cli::Plan;
use crate::cluster::images::{self, MIRROR};
use crate::process;

/// Where each finished archive leaves a file of its name; `registry` when all images can be pulled.
pub(super) fn loaded() -> PathBuf {
    Path::new(DATA).join("loaded")
}

/// Starts loading. What fails is told in the log `images`, and shows as a file that never comes.
pub(super) fn load_in_background(plan: &Plan) {
    let archives: Vec<String> =
        plan.made.iter().map(|(name, _)| name.clone()).filter(|name| name.starts_with("image-")).collect();
    thread::spawn(move || {
        if let Err(error) = load(&archives) {
            fs::write(Path::new(DATA).join("log/images.log"), format!("{error:#}\n")).ok();
            fs::write(loaded().join("failed"), format!("{error:#}")).ok();
        }
    });
}

fn load(archives: &[String]) -> anyhow::Result<()> {
    fs::create_dir_all(loaded()).context("cannot make a folder")?;
    until(|| ctr(&["version"]).is_ok());
    // The pause image first: no pod starts without it.
    let (system, others): (Vec<_>, Vec<_>) = archives.iter().partition(|name| *name == "image-system");
    for archive in system.into_iter().chain(others) {
        ctr(&["images", "import", "--local", &format!("{OPT}/{archive}/image.tar")])?;
        File::create(loaded().join(archive)).context("cannot note an image")?;
    }
    for name in images::names() {
        push(&name)?;
    }
    File::create(loaded().join("registry")).context("cannot note the registry").map(drop)
}

/// Both registries show what is pushed to the one without passwords.
fn push(name: &str) -> anyhow::Result<()> {
    let path = name.split_once('/').map_or(name, |(_, path)| path);
    until(|| std::net::TcpStream::connect("127.0.0.1:5001").is_ok());
    ctr(&["images", "push", "--local", "--plain-http", &format!("{MIRROR}/{path}"), name])
}

fn ctr(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new(format!("{OPT}/containerd/ctr"));
    command
        .args(["--address", CONTAINERD, "--namespace", "k8s.io"])
        .args(arguments)
        .env("PATH", search_path());
    process::output(&mut command).map(drop)
}
