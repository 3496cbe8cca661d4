//! One message to many browsers.

use super::Context;
use super::child::{Measured, node};
use super::goal::Goal;
use super::peers;
use super::row::Row;
use super::unit::Unit;
use crate::progress::Step;

pub(super) const WHAT: &str = "2,000 clients follow the live stream, each on a connection of its own; an \
    image changes, and the next time when all of them have read it. Processor time of the server for each \
    message that one client gets, and the time from the change to its arrival: the 99th percentile of all \
    clients and messages. Slipway's messages come from its cluster, in another process; the peers, a \
    broadcast with Node's `http` and one as axum's examples write it, are sent the finished text.";

/// Processor and delay, against each of two peers.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let sse = peers::build(context, step, "bench-sse")?;
    let slipway = context.slipway().display().to_string();
    let (clients, messages, rounds) = context.pick(("2000", "200", "3"), ("20", "5", "1"));
    let arguments = ["cluster/stream.mjs", &slipway, &sse, clients, messages, rounds];
    let measured = node(context, step, &arguments)?;
    Ok(vec![
        row(&measured, "processor_node", PROCESSOR, "Node http", &[Goal::Times(3.0)])?,
        row(&measured, "processor_axum", PROCESSOR, "axum Sse", &[Goal::Times(2.0)])?,
        row(&measured, "late_node", LATE, "Node http", &[Goal::Times(1.0)])?,
        row(&measured, "late_axum", LATE, "axum Sse", &[Goal::Times(1.0)])?,
    ])
}

const PROCESSOR: &str = "Processor for a message to one of 2,000 clients";
const LATE: &str = "The same message's way, p99";

fn row(
    measured: &Measured,
    field: &str,
    name: &'static str,
    peer: &'static str,
    goals: &'static [Goal],
) -> anyhow::Result<Row> {
    let (ours, peer) = (measured.ours(field)?, measured.peer(field, peer)?);
    Ok(Row { name, unit: Unit::Seconds, ours, peer, goals })
}
