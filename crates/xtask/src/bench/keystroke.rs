//! What a page computes for each key in an overlay's editor.

use super::Context;
use super::child::node;
use super::goal::Goal;
use super::module::module;
use super::row::Row;
use super::unit::Unit;
use crate::progress::Step;

pub(super) const WHAT: &str = "a snippet of 0.5 KB is read, merged into a pod of 4.3 KB that is in memory, \
    and the result written as YAML; by the core compiled to wasm as the console is, and by js-yaml (`load`, \
    a merge by keys, `dump`), in the same Node. Every call has another text; both give the same pod.";

/// Reading, merging and writing alone.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let row = against_js_yaml(context, step, "merge")?;
    Ok(vec![Row { name: "A key in an overlay, in wasm: snippet to YAML", goals: &[Goal::Times(5.0)], ..row }])
}

/// Something a form computes from the text of an overlay, and js-yaml's way to the same pod.
pub(super) fn against_js_yaml(context: &Context<'_>, step: &Step, what: &str) -> anyhow::Result<Row> {
    let module = module(context);
    let (rounds, calls) = context.pick(("200", "50"), ("5", "5"));
    let (bindings, wasm) = (module.bindings.display().to_string(), module.wasm.display().to_string());
    let both = node(context, step, &["keystroke.mjs", &bindings, &wasm, what, rounds, calls])?;
    let (ours, peer) = (both.ours("call")?, both.peer("call", "js-yaml")?);
    Ok(Row { name: "", unit: Unit::Seconds, ours, peer, goals: &[] })
}
