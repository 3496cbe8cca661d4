//! Server and sandbox in one process, with many instances.

use super::Context;
use super::child::node;
use super::goal::Goal;
use super::row::Row;
use super::unit::Unit;
use crate::progress::Step;

pub(super) const WHAT: &str = "`slipway serve --cluster sandbox` at 20 times the pace, 2,000 instances made \
    through the API, six requests at once: instances a second until the last has its pod; then, at rest, \
    cores kept busy during ten seconds, the time of a list of all instances, and resident memory.";

/// Making, resting, listing, and memory.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let slipway = context.slipway().display().to_string();
    let (count, lists, seconds) = context.pick(("2000", "50", "10"), ("20", "3", "1"));
    let measured = node(context, step, &["cluster/alone.mjs", &slipway, count, lists, seconds])?;
    let row = |field: &str, name, unit, goals| {
        anyhow::Ok(Row { name, unit, ours: measured.ours(field)?, peer: None, goals })
    };
    Ok(vec![
        row("made", "Sandbox and server, 2,000 instances: made", Unit::PerSecond, &[Goal::AtLeast(50.0)])?,
        row("cores", "The same at rest: processor", Unit::Cores, &[Goal::AtMost(0.1)])?,
        row("list", "The same: a list of all", Unit::Seconds, &[Goal::AtMost(0.1)])?,
        row("memory", "The same: resident", Unit::Bytes, &[Goal::AtMost(200e6)])?,
    ])
}
