//! Programs that are measured: processes in turns, or both sides by a program in Node.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::Context;
use super::row::Peer;
use super::samples::Samples;
use crate::npm;
use crate::progress::Step;

/// The numbers of both sides, round by round.
pub(super) struct Pair {
    pub(super) ours: Samples,
    pub(super) peer: Samples,
}

impl Pair {
    /// Runs both in turns; who begins changes from round to round.
    pub(super) fn alternate(
        step: &Step,
        rounds: usize,
        mut ours: impl FnMut() -> anyhow::Result<f64>,
        mut peer: impl FnMut() -> anyhow::Result<f64>,
    ) -> anyhow::Result<Self> {
        let (mut of_ours, mut of_peer) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            step.say(&format!("round {} of {rounds}", round + 1));
            if round % 2 == 0 {
                of_ours.push(ours()?);
                of_peer.push(peer()?);
            } else {
                of_peer.push(peer()?);
                of_ours.push(ours()?);
            }
        }
        Ok(Self { ours: samples(of_ours)?, peer: samples(of_peer)? })
    }
}

/// Seconds from the start of a process to its end, its output thrown away.
pub(super) fn seconds(command: &mut Command) -> anyhow::Result<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let status = command.status().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    let seconds = begun.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{:?} failed", command.get_program());
    }
    Ok(seconds)
}

/// What a program in Node measured: `{"NAME": {"ours": [..], "peer": [..]}, ..}`, a peer only where there is one.
pub(super) struct Measured(Value);

impl Measured {
    /// Our numbers.
    pub(super) fn ours(&self, name: &str) -> anyhow::Result<Samples> {
        self.side(name, "ours")
    }

    /// The peer's numbers, under the peer's name.
    pub(super) fn peer(&self, name: &str, peer: &'static str) -> anyhow::Result<Option<Peer>> {
        Ok(Some(Peer { name: peer, samples: self.side(name, "peer")? }))
    }

    fn side(&self, name: &str, side: &str) -> anyhow::Result<Samples> {
        let numbers = self.0.get(name).and_then(|pair| pair.get(side)?.as_array());
        samples(numbers.into_iter().flatten().filter_map(Value::as_f64).collect())
            .with_context(|| format!("{name}, {side}"))
    }
}

/// Runs a program of `bench/` that measures both sides; the last line it prints is what it measured.
pub(super) fn node(context: &Context<'_>, step: &Step, arguments: &[&str]) -> anyhow::Result<Measured> {
    let printed = npm::node(step, &context.folder(), arguments)?;
    let line = printed.lines().last().unwrap_or_default();
    serde_json::from_str(line).map(Measured).context("the benchmark printed no JSON")
}

fn samples(numbers: Vec<f64>) -> anyhow::Result<Samples> {
    Samples::new(numbers).context("nothing was measured, or something that is no number")
}
