//! What an input may come to: every limit, in one place.
//!
//! A limit counts what is there once aliases (`*`) and merges (`<<`) are written out, not what was sent: 100 KiB of
//! text can name a list of 20,000 items 60,000 times. The numbers are chosen so that the largest input that is taken,
//! and the largest that is refused, cost at most 50 ms and 64 MiB in a release build, while no configuration of a pod
//! that an API server takes (1.5 MiB, a few hundred lines) comes near them.

use std::cell::Cell;

use serde_json::Value;

use crate::path::{Path, Segment};

/// Bytes of one text: a configuration, an overlay, each side of a merge. As much as all annotations of an object.
pub const TEXT: usize = 256 * 1024;

/// Levels of mappings and lists. A pod has 12, the schema of a custom resource 30.
pub const DEPTH: usize = 64;

/// Lines that a document has as YAML: its values, and the further lines of its texts. A pod has a few hundred.
pub const LINES: usize = 20_000;

/// Lines of an overlay, counted in the same way: it is merged, checked by every rule of the API server, and written
/// out at every key.
pub const OVERLAY_LINES: usize = 5_000;

/// Bytes of a document's keys and texts.
pub const UNFOLDED: usize = 1024 * 1024;

/// Items of a list, keys of a mapping. No pod has a thousand variables or volumes.
pub const ITEMS: usize = 1_000;

/// Documents of one text. All manifests of an instance are three.
pub const DOCUMENTS: usize = 100;

/// Bytes of a configuration's keys and texts, both overlays included: what is written into one file is read from it.
pub const CONFIGURATION: usize = TEXT;

/// Bytes of JSON that a share link holds: a configuration with every second letter escaped. No more than a server takes
/// as a request, since a link is there to be applied.
pub const LINK: usize = 512 * 1024;

/// Findings that are told; of the others their number.
pub const FINDINGS: usize = 100;

/// Rules that one check of an object tells of. More than are shown, so that those of other checks come up as well.
pub(crate) const VIOLATIONS: usize = 200;

/// Bytes of a value, a key or a path as it stands in a message.
pub(crate) const SHOWN: usize = 4 * 1024;

/// Bytes of a message, which names a few values.
pub(crate) const MESSAGE: usize = 4 * SHOWN;

/// What one text may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Levels of mappings and lists.
    pub depth: usize,
    /// Values and further lines of texts, aliases and merges written out.
    pub lines: usize,
    /// Bytes of keys and texts, aliases and merges written out.
    pub unfolded: usize,
    /// Items of a list, keys of a mapping.
    pub items: usize,
    /// Documents of the text, empty ones included.
    pub documents: usize,
}

impl Default for Limits {
    /// The limits of this module.
    fn default() -> Self {
        Self {
            bytes: TEXT,
            depth: DEPTH,
            lines: LINES,
            unfolded: UNFOLDED,
            items: ITEMS,
            documents: DOCUMENTS,
        }
    }
}

impl Limits {
    /// Those of an overlay.
    pub(crate) fn overlay() -> Self {
        Self { lines: OVERLAY_LINES, ..Self::default() }
    }
}

/// What is left of the limits while a document is read.
pub(crate) struct Budget {
    limits: Limits,
    lines: Cell<usize>,
    bytes: Cell<usize>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, lines: Cell::new(limits.lines), bytes: Cell::new(limits.unfolded) }
    }

    /// One value: its text, or nothing.
    pub(crate) fn value(&self, text: &str) -> Result<(), String> {
        let lines = 1 + text.bytes().filter(|byte| *byte == b'\n').count();
        take(&self.lines, lines).ok_or_else(|| {
            format!("this comes to more than {} lines of YAML{WRITTEN_OUT}", self.limits.lines)
        })?;
        self.key(text)
    }

    /// The bytes of a key or a text.
    pub(crate) fn key(&self, text: &str) -> Result<(), String> {
        take(&self.bytes, text.len()).ok_or_else(|| {
            format!("this comes to more than {} KiB of text{WRITTEN_OUT}", self.limits.unfolded / 1024)
        })
    }

    /// A list or mapping of so many items.
    pub(crate) fn items(&self, count: usize) -> Result<(), String> {
        let most = self.limits.items;
        if count <= most { Ok(()) } else { Err(format!("a list or mapping has at most {most} items")) }
    }
}

const WRITTEN_OUT: &str = ", its aliases (*) and merges (<<) written out: a pod has a few hundred lines";

fn take(left: &Cell<usize>, count: usize) -> Option<()> {
    left.set(left.get().checked_sub(count)?);
    Some(())
}

/// Where a document of a configuration exceeds its limits, and the sentence.
pub(crate) fn excess(document: &Value) -> Option<(Path, String)> {
    let limits = Limits { unfolded: CONFIGURATION, ..Limits::default() };
    walk(document, &Budget::new(&limits), limits.depth).err().map(|(mut steps, sentence)| {
        steps.reverse();
        (Path(steps), sentence)
    })
}

/// The steps to the place come from its end.
fn walk(value: &Value, budget: &Budget, depth: usize) -> Result<(), (Vec<Segment>, String)> {
    let here = |sentence| (Vec::new(), sentence);
    let deeper = || depth.checked_sub(1).ok_or_else(|| here("this is nested too deeply".to_owned()));
    budget.value(value.as_str().unwrap_or_default()).map_err(here)?;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        Value::Array(items) => {
            budget.items(items.len()).map_err(here)?;
            let depth = deeper()?;
            items.iter().enumerate().try_for_each(|(index, item)| inside(index, walk(item, budget, depth)))
        }
        Value::Object(fields) => {
            budget.items(fields.len()).map_err(here)?;
            let depth = deeper()?;
            fields.iter().try_for_each(|(key, value)| {
                budget.key(key).map_err(here)?;
                inside(key.as_str(), walk(value, budget, depth))
            })
        }
    }
}

fn inside(
    step: impl Into<Segment>,
    walked: Result<(), (Vec<Segment>, String)>,
) -> Result<(), (Vec<Segment>, String)> {
    walked.map_err(|(mut steps, sentence)| {
        steps.push(step.into());
        (steps, sentence)
    })
}
