//! The wait for the first preview.

use super::child::node;
use super::goal::Goal;
use super::row::Row;
use super::unit::Unit;
use super::{Context, monaco};
use crate::install;
use crate::progress::Step;

pub(super) const WHAT: &str = "from an address with a configuration in it to the pod on screen, in Chromium \
    with nothing cached, the processor slowed 4 times, 1.6 Mbit/s and 150 ms of latency. The peer is the \
    page of the measure before, minified and compressed.";

/// Seconds to the first preview.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let browser = install::chromium::ensure(step)?.display().to_string();
    let slipway = context.slipway().display().to_string();
    let peer = monaco::build(context, step)?.display().to_string();
    let rounds = context.pick("11", "1");
    let both = node(context, step, &["page/first.mjs", &slipway, &browser, &peer, rounds])?;
    Ok(vec![Row {
        name: "First preview, 4 times slower, 1.6 Mbit/s, 150 ms",
        unit: Unit::Seconds,
        ours: both.ours("seconds")?,
        peer: both.peer("seconds", "js-yaml and Monaco")?,
        goals: &[Goal::AtMost(2.2)],
    }])
}
