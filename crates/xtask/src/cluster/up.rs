//! `cargo xtask cluster up`: build, start, wait until the node works, and say how to reach it.

use std::fs::{self, File};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::build::{self, Made};
use super::cli::{Plan, Up};
use super::place::{Facts, Place};
use super::{Context, addons, network, reach};
use crate::cli::RunArguments;
use crate::commands;
use crate::progress::{Done, Progress, Step};

/// A node that is not ready by then will not be.
const PATIENCE: Duration = Duration::from_secs(180);
const TICK: Duration = Duration::from_millis(200);

/// Starts the cluster unless it runs; with `--serve` then becomes the console.
pub(super) fn run(context: &Context<'_>, arguments: &Up) -> anyhow::Result<ExitCode> {
    let place = Place::new(context, &arguments.name)?;
    if place.is_running() {
        println!("Cluster {} runs already.", place.name);
    } else {
        start(context, arguments, &place)?;
    }
    println!("export KUBECONFIG={}", place.kubeconfig().display());
    if arguments.serve { serve(context, arguments, &place) } else { Ok(ExitCode::SUCCESS) }
}

fn start(context: &Context<'_>, arguments: &Up, place: &Place) -> anyhow::Result<()> {
    let versions = [arguments.kubernetes];
    let made = match build::is_complete(context, &versions)? {
        Some(made) => made,
        None => build::all(context, &versions)?,
    };
    let progress = Progress::new(5);
    let result = bring_up(context, arguments, place, &made, &progress);
    if result.is_err() {
        super::down::end(place).ok();
    }
    result
}

fn bring_up(
    context: &Context<'_>,
    arguments: &Up,
    place: &Place,
    made: &Made,
    progress: &Progress,
) -> anyhow::Result<()> {
    progress.step("namespaces", |_| {
        keeper(place, &plan(arguments, place, made)?)?;
        Ok(Done::Worked)
    })?;
    progress.step("API server", |step| {
        wait(step, place, "kube-apiserver", || {
            place.kubeconfig().is_file() && reach::answer(place, &["get", "--raw", "/readyz"]).is_ok()
        })
    })?;
    progress.step("node", |step| {
        wait(step, place, "kubelet", || {
            let condition = "jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}";
            reach::answer(place, &["get", "nodes", "--output", condition]).is_ok_and(|text| text == "True")
        })
    })?;
    progress.step("DNS, storage classes", |step| {
        addons::apply(context, place)?;
        wait(step, place, "kubelet", || addons::are_ready(place))
    })?;
    let loaded = place.data().join("loaded");
    progress.step("images", |step| {
        wait(step, place, "images", || loaded.join("registry").is_file() || loaded.join("failed").is_file())?;
        match fs::read_to_string(loaded.join("failed")) {
            Ok(reason) => bail!("{reason}"),
            Err(_) => Ok(Done::Worked),
        }
    })
}

fn plan(arguments: &Up, place: &Place, made: &Made) -> anyhow::Result<Plan> {
    // What a killed cluster left: its processes are gone, or it would count as running.
    place.clean()?;
    let data = place.data();
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let subnet = network::free_subnet()?;
    let item = build::kubernetes(arguments.kubernetes);
    let version = clap::ValueEnum::to_possible_value(&arguments.kubernetes);
    let version = version.map(|value| value.get_name().to_owned()).unwrap_or_default();
    place.write_facts(&Facts { kubernetes: made.folder(item)?.to_owned(), version, subnet })?;
    Ok(Plan {
        name: place.name.clone(),
        place: place.root().to_owned(),
        subnet,
        rootfs: made.folder("node-root")?.join("root"),
        made: made
            .iter()
            .filter(|(name, _)| !name.ends_with("-root"))
            .map(|(name, folder)| (name.to_owned(), folder.to_owned()))
            .collect(),
    })
}

/// Starts the keeper in a session of its own, so that the end of this terminal is not the end of the cluster.
fn keeper(place: &Place, plan: &Plan) -> anyhow::Result<()> {
    let log = File::create(place.keeper_log()).context("cannot make the keeper's log")?;
    let this = std::env::current_exe().context("cannot find this program")?;
    let mut command = Command::new("setsid");
    command.arg("--fork").arg(this).args(["cluster", "keep"]).args(plan.arguments()).current_dir("/");
    command.stdin(Stdio::null()).stdout(log.try_clone().context("cannot share a log")?).stderr(log);
    let started = command.status().context("cannot run setsid; is util-linux installed?")?;
    if !started.success() {
        bail!("The keeper did not start: see {}.", place.keeper_log().display());
    }
    let begun = Instant::now();
    while !place.is_running() {
        if begun.elapsed() > PATIENCE {
            bail!("The node did not start.{}", tail(place, "keeper"));
        }
        sleep(TICK);
    }
    Ok(())
}

/// Waits for a condition as long as the node lives.
fn wait(step: &Step, place: &Place, component: &str, condition: impl Fn() -> bool) -> anyhow::Result<Done> {
    let begun = Instant::now();
    while !condition() {
        if !place.is_running() {
            bail!("The node has ended.{}", tail(place, "keeper"));
        }
        if begun.elapsed() > PATIENCE {
            bail!("Still not ready after {} s.{}", PATIENCE.as_secs(), tail(place, component));
        }
        step.tick();
        sleep(TICK);
    }
    Ok(Done::Worked)
}

/// The end of a log, for the message of a failure: the log itself is about to go.
fn tail(place: &Place, component: &str) -> String {
    let path = if component == "keeper" { place.keeper_log() } else { place.log(component) };
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(15)..).unwrap_or_default();
    format!("\nThe last lines of {component}:\n{}", last.join("\n"))
}

fn serve(context: &Context<'_>, arguments: &Up, place: &Place) -> anyhow::Result<ExitCode> {
    let cluster = ["--cluster", "kube"].map(str::to_owned);
    let server = cluster.into_iter().chain(arguments.server.iter().cloned()).collect();
    let kubeconfig = place.kubeconfig().display().to_string();
    let run = RunArguments { release: false, server };
    commands::serve(context.workspace, &run, &[("KUBECONFIG", &kubeconfig)])
}
