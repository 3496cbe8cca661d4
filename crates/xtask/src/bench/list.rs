//! The one list of measures.

use super::row::Row;
use super::{Context, first, fleet, idle, keys, keystroke, merge, pipeline, render, stream, watched};
use crate::progress::Step;

/// One thing that is measured.
pub(crate) struct Measure {
    /// What `--only` calls it.
    pub(super) name: &'static str,
    /// What both sides do and what is measured of it: whole sentences.
    pub(super) what: &'static str,
    /// Makes the rows of the table.
    pub(super) work: Work,
}

type Work = fn(&Context<'_>, &Step) -> anyhow::Result<Vec<Row>>;

/// In the order of the table.
const MEASURES: [Measure; 10] = [
    Measure { name: "keystroke", what: keystroke::WHAT, work: keystroke::measure },
    Measure { name: "pipeline", what: pipeline::WHAT, work: pipeline::measure },
    Measure { name: "merge", what: merge::WHAT, work: merge::measure },
    Measure { name: "render", what: render::WHAT, work: render::measure },
    Measure { name: "keys", what: keys::WHAT, work: keys::measure },
    Measure { name: "first", what: first::WHAT, work: first::measure },
    Measure { name: "idle", what: idle::WHAT, work: idle::measure },
    Measure { name: "watched", what: watched::WHAT, work: watched::measure },
    Measure { name: "stream", what: stream::WHAT, work: stream::measure },
    Measure { name: "fleet", what: fleet::WHAT, work: fleet::measure },
];

/// The names `--only` takes.
pub(crate) fn names() -> Vec<&'static str> {
    MEASURES.iter().map(|measure| measure.name).collect()
}

/// The named measures; all when none is named.
pub(super) fn select(only: &[String]) -> Vec<&'static Measure> {
    let is_chosen = |measure: &&Measure| only.is_empty() || only.iter().any(|name| name == measure.name);
    MEASURES.iter().filter(is_chosen).collect()
}
