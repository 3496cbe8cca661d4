//! What we want of a measure. Missing a goal is said, and fails nothing.

use super::row::Row;

/// One goal.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// So many times as good as the peer: as fast, as small.
    Times(f64),
    /// So much at most.
    AtMost(f64),
    /// So much at least.
    AtLeast(f64),
}

impl Goal {
    /// In words.
    pub(super) fn words(self, row: &Row) -> String {
        match self {
            Self::Times(times) => format!("{times} times"),
            Self::AtMost(most) => format!("at most {}", row.unit.write(most)),
            Self::AtLeast(least) => format!("at least {}", row.unit.write(least)),
        }
    }

    /// Whether the median reaches it; a goal against a peer that is not there is not reached.
    pub(super) fn is_reached(self, row: &Row) -> bool {
        let ours = row.ours.spread().median;
        match self {
            Self::Times(times) => row.times().is_some_and(|ratio| ratio.median >= times),
            Self::AtMost(most) => ours <= most,
            Self::AtLeast(least) => ours >= least,
        }
    }
}
