//! Everything a page computes for each key.

use super::Context;
use super::goal::Goal;
use super::keystroke::against_js_yaml;
use super::row::Row;
use crate::progress::Step;

pub(super) const WHAT: &str = "the same key, but Slipway does everything it does for one: every check of the \
    configuration, generation of all objects, the merge, every check of the result. js-yaml does what it did \
    before, so it has no checks.";

/// The whole pipeline, with an overlay.
pub(super) fn measure(context: &Context<'_>, step: &Step) -> anyhow::Result<Vec<Row>> {
    let row = against_js_yaml(context, step, "render")?;
    Ok(vec![Row { name: "The same, with every check", goals: &[Goal::Times(1.0)], ..row }])
}
