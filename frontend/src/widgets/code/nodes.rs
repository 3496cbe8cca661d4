//! The lines on the page.

use std::sync::Arc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Mark;
use super::diff::pairs;
use super::draw::{Shown, draw, place, swap_class};
use super::fold::foldable;
use super::lines::{CodeLine, Lines};

/// All lines on the page.
#[derive(Default)]
pub(super) struct Nodes {
    lines: Arc<Lines>,
    shown: Vec<Shown>,
    /// Index after the block of each line.
    ends: Vec<usize>,
    active: usize,
    focused: bool,
    /// The name of what is shown.
    name: Option<String>,
}

impl Nodes {
    /// Makes the page show `lines` of `name`. Lines that look as before stay; new ones are tinted for a moment, and the
    /// first of them comes into sight, unless somebody is reading elsewhere. Another name is another text: nothing of
    /// it has changed.
    pub(super) fn show(&mut self, parent: &Element, of: &Arc<Lines>, name: String) {
        if Arc::ptr_eq(&self.lines, of) {
            return;
        }
        let lines = &of.drawn;
        let Some(document) = parent.owner_document() else { return };
        let edited = self.name.as_ref() == Some(&name) && !self.lines.drawn.is_empty();
        self.name = Some(name);
        let kept = pairs(&self.lines.drawn, lines, CodeLine::looks_like);
        let mut old: Vec<Option<Shown>> = std::mem::take(&mut self.shown).into_iter().map(Some).collect();
        let mut shown: Vec<Shown> = Vec::with_capacity(lines.len());
        for (line, kept) in lines.iter().zip(kept) {
            let stays = kept.and_then(|at| old.get_mut(at)).and_then(Option::take);
            shown.extend(stays.or_else(|| draw(&document, line, edited)));
        }
        old.into_iter().flatten().for_each(|gone| gone.element.remove());
        place(parent, &mut shown);
        self.shown = shown;
        self.ends = foldable(lines);
        self.lines = Arc::clone(of);
        if edited && !self.focused {
            bring_to_sight(parent, &self.shown);
        }
        self.active = self.active.min(lines.len().saturating_sub(1));
    }

    /// Hides what is under the lines of the keys `folded`.
    pub(super) fn fold(&mut self, folded: &[String]) {
        let mut hidden_until = 0;
        let ends = self.ends.iter().copied();
        for (at, ((shown, line), end)) in
            self.shown.iter_mut().zip(self.lines.drawn.iter()).zip(ends).enumerate()
        {
            let is_folded = end > at + 1 && folded.contains(&line.key);
            let fold = match (end > at + 1, is_folded) {
                (false, _) => "",
                (true, false) => "line-open",
                (true, true) => "line-closed",
            };
            swap_class(&shown.element, &mut shown.fold, fold);
            swap_class(&shown.element, &mut shown.hidden, if at < hidden_until { "line-hidden" } else { "" });
            if is_folded {
                hidden_until = hidden_until.max(end);
            }
        }
    }

    /// Gives the lines of `marks` their classes; the first mark of a line counts.
    pub(super) fn mark(&mut self, marks: &[Mark]) {
        for (shown, line) in self.shown.iter_mut().zip(self.lines.drawn.iter()) {
            let class = marks.iter().find(|mark| mark.key == line.key).map_or("", |mark| mark.class);
            swap_class(&shown.element, &mut shown.mark, class);
        }
    }

    /// The line that holds `element`.
    pub(super) fn index_of(&self, element: &Element) -> Option<usize> {
        let line = element.closest(".line").ok()??;
        self.shown.iter().position(|shown| shown.element == line)
    }

    /// What the line shows.
    pub(super) fn key(&self, index: usize) -> Option<String> {
        self.lines.drawn.get(index).map(|line| line.key.clone())
    }

    /// The key of a line that folds.
    pub(super) fn foldable_key(&self, index: usize) -> Option<String> {
        let folds = self.ends.get(index).is_some_and(|end| *end > index + 1);
        folds.then(|| self.key(index)).flatten()
    }

    /// Whether the line is folded; `None` when it cannot be.
    pub(super) fn is_folded(&self, index: usize, folded: &[String]) -> Option<bool> {
        self.foldable_key(index).map(|key| folded.contains(&key))
    }

    /// The line the keyboard is on.
    pub(super) fn active(&self) -> usize {
        self.active
    }

    /// Moves the keyboard to the next line that is not folded away, or the one before.
    pub(super) fn step(&mut self, down: bool) {
        let is_shown = |(_, shown): &(usize, &Shown)| shown.hidden.is_empty();
        let to = if down {
            self.shown.iter().enumerate().skip(self.active + 1).find(is_shown)
        } else {
            self.shown.iter().enumerate().take(self.active).rev().find(is_shown)
        };
        if let Some(index) = to.map(|(index, _)| index) {
            self.show_active(false);
            self.active = index;
            self.show_active(true);
        }
    }

    /// Shows, or no longer, where the keyboard is.
    pub(super) fn show_active(&mut self, show: bool) {
        if let Some(shown) = self.shown.get(self.active) {
            let _ = shown.element.class_list().toggle_with_force("line-active", show);
            if show && self.focused {
                keep_in_view(&shown.element);
            }
        }
        self.focused = show;
    }

    /// Shows the line of `key`.
    pub(super) fn reveal(&self, key: &str) {
        let at = self.lines.drawn.iter().position(|line| line.key == key);
        if let Some(shown) = at.and_then(|at| self.shown.get(at)) {
            keep_in_view(&shown.element);
        }
    }
}

/// Scrolls `parent`, and nothing around it, to the first tinted line when none of those is in sight.
fn bring_to_sight(parent: &Element, shown: &[Shown]) {
    if parent.matches(":hover").unwrap_or(false) {
        return;
    }
    let (Some(view), from) = (parent.dyn_ref::<HtmlElement>(), parent.scroll_top()) else { return };
    let top = |line: &Shown| {
        line.element.dyn_ref::<HtmlElement>().map_or(0, |line| line.offset_top() - view.offset_top())
    };
    let mut changed = shown.iter().filter(|line| !line.tint.is_empty()).map(top);
    let Some(first) = changed.clone().next() else { return };
    if !changed.any(|top| top >= from && top < from + parent.client_height()) {
        parent.set_scroll_top(first - parent.client_height() / 3);
    }
}

fn keep_in_view(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
