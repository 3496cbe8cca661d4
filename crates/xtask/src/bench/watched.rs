//! What each watched instance costs a server.

use super::Context;
use super::child::node;
use super::goal::Goal;
use super::peers;
use super::row::Row;
use super::unit::Unit;
use crate::progress::Step;

pub(super) const WHAT: &str = "resident memory of `slipway serve` with a cluster of 5,000 instances (each \
    with its pod, claim and events), less that with none, for each instance. The peer keeps the same objects \
    (instances, images, pods, claims, secrets, events) in plain kube-rs reflectors and does nothing with \
    them.";

/// Memory for each instance.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let reflector = peers::build(context, step, "bench-reflector")?;
    let slipway = context.slipway().display().to_string();
    let (count, rounds) = context.pick(("5000", "3"), ("20", "1"));
    let both = node(context, step, &["cluster/watched.mjs", &slipway, &reflector, count, rounds])?;
    Ok(vec![Row {
        name: "Memory for each watched instance",
        unit: Unit::Bytes,
        ours: both.ours("each")?,
        peer: both.peer("each", "kube-rs reflector")?,
        goals: &[Goal::AtMost(16_000.0)],
    }])
}
