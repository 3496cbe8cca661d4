//! Which rows of a long list are in the document: those one can see, and a few around them.

use std::ops::Range;

/// Rows kept above and below, so that scrolling shows no gap before the next frame.
const MARGIN: usize = 8;

/// A list of rows of one height, and the part of it that is seen. All lengths in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Window {
    /// How far the list is scrolled.
    pub(crate) top: f64,
    /// Height of the part that is seen.
    pub(crate) height: f64,
    /// Height of a row.
    pub(crate) row: f64,
}

impl Window {
    /// The rows to have in the document, of `total`.
    #[must_use]
    pub(crate) fn rows(self, total: usize) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        let first = (self.top / self.row).max(0.0) as usize;
        let seen = (self.height / self.row).ceil().max(0.0) as usize + 1;
        // Even starts only, so that a scroll of one row does not touch every row's stripes.
        let start = first.saturating_sub(MARGIN).min(total) & !1;
        start..first.saturating_add(seen + MARGIN).min(total)
    }

    /// How far to scroll so that row `index` is wholly seen; `None` when it is. `head` is the height of what covers
    /// the top of the list.
    #[must_use]
    pub(crate) fn scroll_to(self, index: usize, head: f64) -> Option<f64> {
        let above = index as f64 * self.row;
        let below = above + self.row + head;
        if above < self.top {
            Some(above)
        } else if below > self.top + self.height {
            Some(below - self.height)
        } else {
            None
        }
    }

    /// How many whole rows are seen: what a page up or down skips.
    #[must_use]
    pub(crate) fn page(self) -> usize {
        if self.row > 0.0 { ((self.height / self.row) as usize).saturating_sub(2).max(1) } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Window = Window { top: 0.0, height: 360.0, row: 36.0 };

    #[test]
    fn the_seen_rows_and_a_margin_are_in_the_document() {
        let at = |top: f64| Window { top, ..SEEN };
        let cases = [
            (at(0.0), 2_000, 0..19),
            (at(3_600.0), 2_000, 92..119),
            (at(3_618.0), 2_000, 92..119),
            (at(3_636.0), 2_000, 92..120),
            (at(71_640.0), 2_000, 1_982..2_000),
            (at(99_999.0), 5, 4..5),
            (at(0.0), 3, 0..3),
            (at(0.0), 0, 0..0),
            (Window { row: 0.0, ..SEEN }, 10, 0..0),
        ];
        for (window, total, expected) in cases {
            assert_eq!(window.rows(total), expected, "{window:?} of {total}");
        }
    }

    #[test]
    fn scrolling_to_a_row_is_the_least_that_shows_it() {
        let at = Window { top: 3_600.0, ..SEEN };
        let cases = [(100, None), (99, Some(3_564.0)), (108, None), (109, Some(3_636.0)), (0, Some(0.0))];
        for (index, expected) in cases {
            assert_eq!(at.scroll_to(index, 36.0), expected, "row {index}");
        }
    }
}
