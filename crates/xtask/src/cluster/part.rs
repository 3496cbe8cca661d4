//! `cargo xtask cluster part`: components stopped and started, to see what a cluster and Slipway make of it.

use std::fs::{self, File};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::Context;
use super::cli::Action;
use super::place::Place;

const PATIENCE: Duration = Duration::from_secs(30);

/// Does it and waits until the node has noticed.
pub(super) fn run(context: &Context<'_>, name: &str, action: Action, part: &str) -> anyhow::Result<ExitCode> {
    let place = Place::running(context, name)?;
    match action {
        Action::Stop => stop(&place, part)?,
        Action::Start => start(&place, part)?,
        Action::Restart => {
            stop(&place, part)?;
            start(&place, part)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn stop(place: &Place, part: &str) -> anyhow::Result<()> {
    known(place, part)?;
    File::create(place.data().join("stopped").join(part)).context("cannot mark it as stopped")?;
    wait(place, part, |state| state != "running")
}

fn start(place: &Place, part: &str) -> anyhow::Result<()> {
    known(place, part)?;
    fs::remove_file(place.data().join("stopped").join(part)).ok();
    wait(place, part, |state| state == "running")
}

fn known(place: &Place, part: &str) -> anyhow::Result<()> {
    let names = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(place.data().join(folder)).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let mut all = [names("state"), names("stopped")].concat();
    all.sort();
    all.dedup();
    if !all.iter().any(|name| name == part) {
        bail!("The node has no {part}; it has {}.", all.join(", "));
    }
    Ok(())
}

fn wait(place: &Place, part: &str, done: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    let state = || fs::read_to_string(place.data().join("state").join(part)).unwrap_or_default();
    while !done(&state()) {
        if begun.elapsed() > PATIENCE {
            bail!("{part} is still {:?}: see {}.", state(), place.log(part).display());
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}
