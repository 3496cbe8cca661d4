//! F9: a watch tells no version while nothing changes.

use super::{Effect, Fault, Scope, Stage, WATCH};

pub(super) const FAULT: Fault = Fault {
    name: "watch-no-bookmarks",
    says: "a watch sends no bookmarks",
    stage: Stage::Bookmark,
    scope: Scope::Namespace,
    verbs: WATCH,
    takes: &[],
    effect: |_, _| Effect::Swallow,
};
