//! `cargo xtask cluster status`.

use std::fs;
use std::process::ExitCode;

use super::place::Place;
use super::{Context, network, reach};

/// Says what runs; the exit code is a failure when nothing does, or the named cluster does not.
pub(super) fn run(context: &Context<'_>, name: Option<&str>) -> anyhow::Result<ExitCode> {
    let places = match name {
        Some(name) => vec![Place::new(context, name)?],
        None => Place::all(context),
    };
    let running: Vec<&Place> = places.iter().filter(|place| place.is_running()).collect();
    if running.is_empty() {
        println!("No cluster runs.");
        return Ok(ExitCode::FAILURE);
    }
    running.into_iter().try_for_each(describe)?;
    Ok(ExitCode::SUCCESS)
}

fn describe(place: &Place) -> anyhow::Result<()> {
    let facts = place.facts()?;
    let holder = place.holder().map_or_else(|| "none".to_owned(), |pid| pid.to_string());
    println!("cluster {}: Kubernetes {}, process {holder}", place.name, facts.version);
    println!("  address     {}", network::node_address(facts.subnet));
    println!("  kubeconfig  {}", place.kubeconfig().display());
    println!("  logs        {}", place.data().join("log").display());
    let mut components: Vec<String> = fs::read_dir(place.data().join("state"))?
        .flatten()
        .map(|entry| {
            let word = fs::read_to_string(entry.path()).unwrap_or_default();
            format!("{} ({word})", entry.file_name().to_string_lossy())
        })
        .collect();
    components.sort();
    println!("  components  {}", components.join(", "));
    match reach::answer(place, &["get", "nodes", "--output", "wide"]) {
        Ok(nodes) => print!("{nodes}"),
        Err(error) => println!("  The API server does not answer: {error:#}"),
    }
    Ok(())
}
