//! What a key costs the page.

use super::child::node;
use super::goal::Goal;
use super::row::Row;
use super::unit::Unit;
use super::{Context, monaco};
use crate::install;
use crate::progress::Step;

pub(super) const WHAT: &str = "1,000 keys in the overlay's editor, each changing the pod, in Chromium with \
    the processor slowed 4 times; script on the page's own thread between one key and the next, from the \
    browser's trace. The peer is a page with two Monaco editors that reads, merges and writes with js-yaml \
    for every change.";

/// The 99th percentile of a page's keys, and the median for comparison; one page a round.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let browser = install::chromium::ensure(step)?.display().to_string();
    let slipway = context.slipway().display().to_string();
    let peer = monaco::build(context, step)?.display().to_string();
    let (keys, rounds) = context.pick(("1000", "3"), ("20", "1"));
    let both = node(context, step, &["page/keys.mjs", &slipway, &browser, &peer, keys, rounds])?;
    let row = |field: &str, name, goals| {
        let (ours, peer) = (both.ours(field)?, both.peer(field, "js-yaml and Monaco")?);
        anyhow::Ok(Row { name, unit: Unit::Seconds, ours, peer, goals })
    };
    Ok(vec![
        row("p99", "Script for a key, 4 times slower, p99", &[Goal::AtMost(0.0167), Goal::Times(3.0)])?,
        row("median", "The same, median", &[])?,
    ])
}
