//! The list's state: what is looked for, in which order, and what is chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;

use super::columns::Column;
use super::filter::Filter;
use super::order::Order;
use crate::lifecycle::{Action, Group, Runner, Stage};
use crate::live::{LiveState, live};
use crate::route::{self, Query};

/// The list of the page. A handle.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) live: LiveState,
    pub(super) runner: Runner,
    /// What is looked for; kept in the address.
    pub(super) filter: Memo<Filter>,
    /// In which order; kept in the address.
    pub(super) order: Memo<Order>,
    /// Names of what is shown, in order.
    pub(super) shown: Memo<Arc<[String]>>,
    /// How many of each group the words fit.
    pub(super) counts: Memo<BTreeMap<Group, usize>>,
    /// How many are deleted and not purged.
    pub(super) deleted_count: Memo<usize>,
    /// Names of what is chosen. What is no longer shown does not count.
    pub(super) chosen: RwSignal<BTreeSet<String>>,
    /// The row the keyboard is at.
    pub(super) at: RwSignal<Option<String>>,
    edit: Callback<(Filter, Order)>,
}

impl List {
    pub(super) fn new() -> Self {
        let live = live();
        let query = route::query();
        let filter = Memo::new(move |_| query.with(read_filter));
        let order = Memo::new(move |_| query.with(read_order));
        let change = route::query_editor();
        let edit = Callback::new(move |(filter, order): (Filter, Order)| {
            change(&|query| write(query, &filter, order));
        });
        Self {
            live,
            runner: Runner::new(),
            filter,
            order,
            shown: Memo::new(move |_| shown(live, &filter.get(), order.get())),
            counts: Memo::new(move |_| counts(live, &filter.get())),
            deleted_count: Memo::new(move |_| {
                live.instances().iter().filter(|view| Stage::of(view).group() == Group::Deleted).count()
            }),
            chosen: RwSignal::new(BTreeSet::new()),
            at: RwSignal::new(None),
            edit,
        }
    }

    /// Changes what is looked for or the order.
    pub(super) fn edit(self, change: impl FnOnce(&mut Filter, &mut Order)) {
        let (mut filter, mut order) = (self.filter.get_untracked(), self.order.get_untracked());
        change(&mut filter, &mut order);
        self.edit.run((filter, order));
    }

    /// Chooses `name`, or no longer.
    pub(super) fn toggle(self, name: &str) {
        self.chosen.update(|chosen| {
            if !chosen.remove(name) {
                chosen.insert(name.to_owned());
            }
        });
    }

    /// What is chosen and shown.
    pub(super) fn chosen_shown(self) -> Vec<String> {
        let shown = self.shown.get();
        self.chosen.with(|chosen| shown.iter().filter(|name| chosen.contains(*name)).cloned().collect())
    }

    /// What is chosen, shown, and fit for `action`.
    pub(super) fn fitting(self, action: Action) -> Vec<String> {
        let mut names = self.chosen_shown();
        names.retain(|name| {
            let row = self.live.row_now(name);
            row.is_some_and(|row| action.fits(&row.get()))
        });
        names
    }
}

fn shown(live: LiveState, filter: &Filter, order: Order) -> Arc<[String]> {
    let mut views = live.instances();
    views.retain(|view| filter.shows(view));
    views.sort_by(|a, b| order.compare(a, b));
    views.iter().map(|view| view.name.clone()).collect()
}

fn counts(live: LiveState, filter: &Filter) -> BTreeMap<Group, usize> {
    let mut counts = BTreeMap::new();
    for view in live.instances() {
        if filter.would_show(&view) {
            *counts.entry(Stage::of(&view).group()).or_default() += 1;
        }
    }
    counts
}

fn read_filter(query: &Query) -> Filter {
    let groups = query.get("state");
    Filter {
        words: query.get("q").to_owned(),
        groups: Group::ALL
            .into_iter()
            .filter(|group| groups.split(',').any(|key| key == group.key()))
            .collect(),
        deleted: query.get("deleted") == "1",
    }
}

fn read_order(query: &Query) -> Order {
    let key = query.get("sort");
    let (key, descending) = key.strip_prefix('-').map_or((key, false), |key| (key, true));
    Column::from_key(key).map_or_else(Order::default, |column| Order { column, descending })
}

/// Only what is not the default.
fn write(query: &mut Query, filter: &Filter, order: Order) {
    let groups: Vec<&str> = filter.groups.iter().map(|group| group.key()).collect();
    let sign = if order.descending { "-" } else { "" };
    let sort = if order == Order::default() { String::new() } else { [sign, order.column.key()].concat() };
    query.set("q", &filter.words);
    query.set("state", &groups.join(","));
    query.set("deleted", if filter.deleted { "1" } else { "" });
    query.set("sort", &sort);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_keeps_reads_the_same() {
        let filter =
            Filter { words: "a b".to_owned(), groups: vec![Group::Starting, Group::Error], deleted: true };
        let order = Order { column: Column::Age, descending: true };
        let mut query = Query::parse("?tab=logs");
        write(&mut query, &filter, order);
        assert_eq!(query.to_string(), "?tab=logs&q=a+b&state=starting,error&deleted=1&sort=-age");
        assert_eq!((read_filter(&query), read_order(&query)), (filter, order));
        write(&mut query, &Filter::default(), Order::default());
        assert_eq!(query.to_string(), "?tab=logs");
    }

    #[test]
    fn an_unknown_address_is_the_default() {
        let query = Query::parse("?state=nonsense&sort=-nothing");
        assert_eq!((read_filter(&query), read_order(&query)), (Filter::default(), Order::default()));
    }
}
