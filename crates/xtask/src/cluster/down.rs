//! `cargo xtask cluster down`: ends a cluster, however it was left.

use std::process::{Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Context;
use super::place::Place;
use crate::process;

/// How long the keeper gets to clean up; after that it is done here.
const PATIENCE: Duration = Duration::from_secs(30);

/// Ends one cluster, or all.
pub(super) fn run(context: &Context<'_>, name: Option<&str>) -> anyhow::Result<ExitCode> {
    let places = match name {
        Some(name) => vec![Place::new(context, name)?],
        None => Place::all(context),
    };
    for place in places {
        let word = if place.root().exists() { "is gone" } else { "did not run" };
        end(&place)?;
        println!("Cluster {} {word}.", place.name);
    }
    Ok(ExitCode::SUCCESS)
}

/// Kills the process that holds the namespaces; the kernel ends everything in them, the keeper removes the rest.
pub(super) fn end(place: &Place) -> anyhow::Result<()> {
    if let Some(holder) = place.holder() {
        process::output(Command::new("kill").args(["-KILL", &holder.to_string()]))?;
    }
    let begun = Instant::now();
    while place.root().exists() && begun.elapsed() < PATIENCE && keeper_lives(place) {
        sleep(Duration::from_millis(50));
    }
    super::network::disconnect(&place.name);
    place.clean()
}

/// Whether some process still is the keeper of this cluster.
fn keeper_lives(place: &Place) -> bool {
    let marker = format!("--place={}", place.root().display());
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok()).any(|command| {
        let command = String::from_utf8_lossy(&command);
        command.contains("\0keep\0") && command.split('\0').any(|word| word == marker)
    })
}
