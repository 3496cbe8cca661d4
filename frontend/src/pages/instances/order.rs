//! In which order instances are shown.

use std::cmp::Ordering;

use slipway_core::api::InstanceView;

use super::columns::Column;
use crate::lifecycle::Stage;

/// By which column, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// The column.
    pub(crate) column: Column,
    /// Largest first.
    pub(crate) descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: Column::Name, descending: false }
    }
}

impl Order {
    /// The order after a press on the head of `column`: turned around if it was by that one.
    #[must_use]
    pub(crate) fn pressed(self, column: Column) -> Self {
        Self { column, descending: self.column == column && !self.descending }
    }

    /// The value of `aria-sort` for the head of `column`.
    #[must_use]
    pub(crate) fn aria(self, column: Column) -> &'static str {
        match (self.column == column, self.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }

    /// How two rows compare. Equal ones stay in the order of their names, whichever way.
    #[must_use]
    pub(crate) fn compare(self, a: &InstanceView, b: &InstanceView) -> Ordering {
        let order = by(self.column, a, b);
        let order = if self.descending { order.reverse() } else { order };
        order.then_with(|| a.name.cmp(&b.name))
    }
}

fn by(column: Column, a: &InstanceView, b: &InstanceView) -> Ordering {
    match column {
        Column::State => Stage::of(a).cmp(&Stage::of(b)),
        Column::Name => a.name.cmp(&b.name),
        Column::Image => a.image_name.cmp(&b.image_name),
        Column::Docker => mode(a).cmp(mode(b)),
        Column::Pool => a.instance.pool.cmp(&b.instance.pool),
        Column::Size => size(a).cmp(&size(b)),
        Column::Ready => missing(a).cmp(&missing(b)),
        Column::Restarts => a.restarts.cmp(&b.restarts),
        // Times are RFC 3339 in UTC, so text order is time order; the youngest has the smallest age.
        Column::Age => b.created.cmp(&a.created),
        Column::Cluster => a.cluster.cmp(&b.cluster),
    }
}

fn mode(view: &InstanceView) -> &'static str {
    view.docker_mode.map_or("", super::words::mode)
}

/// Sizes by what they give; own quantities last.
fn size(view: &InstanceView) -> u64 {
    view.instance.size.preset.amount().map_or(u64::MAX, |amount| amount.millicpu)
}

/// Ready ones last: who sorts by this looks for what is missing.
fn missing(view: &InstanceView) -> (bool, u32) {
    (view.ready >= view.total && view.total > 0, view.ready)
}

#[cfg(test)]
mod tests {
    use slipway_core::api::{Current, Desired};

    use super::*;
    use crate::pages::instances::sample::view;

    fn sorted(order: Order) -> Vec<String> {
        let mut views = vec![
            view("b", Desired::Active, Current::Error),
            view("c", Desired::Active, Current::Active),
            view("a", Desired::Active, Current::Active),
        ];
        for (view, (restarts, created)) in views.iter_mut().zip([
            (1, "2026-01-01T10:00:00Z"),
            (0, "2026-01-03T10:00:00Z"),
            (0, "2026-01-02T10:00:00Z"),
        ]) {
            view.restarts = restarts;
            view.created = created.to_owned();
        }
        views.sort_by(|a, b| order.compare(a, b));
        views.into_iter().map(|view| view.name).collect()
    }

    #[test]
    fn every_way_is_total_and_ties_go_by_name() {
        let cases = [
            (Column::Name, false, ["a", "b", "c"]),
            (Column::Name, true, ["c", "b", "a"]),
            (Column::State, false, ["b", "a", "c"]),
            (Column::Restarts, false, ["a", "c", "b"]),
            (Column::Restarts, true, ["b", "a", "c"]),
            (Column::Age, false, ["c", "a", "b"]),
            (Column::Age, true, ["b", "a", "c"]),
        ];
        for (column, descending, expected) in cases {
            assert_eq!(sorted(Order { column, descending }), expected, "{column:?} {descending}");
        }
    }

    #[test]
    fn a_second_press_turns_it_around() {
        let once = Order::default().pressed(Column::Age);
        assert_eq!((once.aria(Column::Age), once.aria(Column::Name)), ("ascending", "none"));
        assert_eq!(once.pressed(Column::Age).aria(Column::Age), "descending");
        assert_eq!(once.pressed(Column::Age).pressed(Column::Age), once);
    }
}
