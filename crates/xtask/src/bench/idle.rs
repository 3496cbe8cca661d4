//! A server that has nothing to do.

use super::child::node;
use super::goal::Goal;
use super::row::Row;
use super::unit::Unit;
use super::{Context, kubectl};
use crate::progress::Step;

pub(super) const WHAT: &str = "resident memory of `slipway serve` and of `kubectl proxy`, both in front of \
    one empty cluster (a sandbox in another process), each after its first answer and once it has come to \
    rest.";

/// Resident memory.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let kubectl = kubectl::find()?.program.display().to_string();
    let slipway = context.slipway().display().to_string();
    let rounds = context.pick("10", "1");
    let both = node(context, step, &["cluster/idle.mjs", &slipway, &kubectl, rounds])?;
    Ok(vec![Row {
        name: "A server that idles, resident",
        unit: Unit::Bytes,
        ours: both.ours("resident")?,
        peer: both.peer("resident", "kubectl proxy")?,
        goals: &[Goal::Times(3.0)],
    }])
}
