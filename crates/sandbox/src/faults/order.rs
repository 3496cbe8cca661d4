//! One fault as the annotation orders it: `watch-gone resource=pods for=20s`.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::Instant;

use super::{Asked, Fault};
use crate::store::Change;

/// Whom an order hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Requests in the namespace of the annotation.
    Namespace,
    /// All requests, those in other namespaces and in none included.
    Cluster,
}

/// What a fault can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// A wait.
    pub(crate) delay: Duration,
    /// An HTTP status code.
    pub(crate) code: u16,
    /// Seconds for `Retry-After`.
    pub(crate) retry_after: u64,
    /// The kind of event; `None` for all.
    pub(crate) change: Option<Change>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { delay: Duration::from_millis(500), code: 500, retry_after: 1, change: None }
    }
}

/// What is the same of all orders. Lists that are empty and texts that are absent select everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) scope: Scope,
    pub(crate) resources: Vec<String>,
    pub(crate) verbs: Vec<String>,
    /// A name, or the start of names with a `*` at its end.
    pub(crate) name: Option<String>,
    /// The start of the names of clients that it does not hit.
    pub(crate) spare: Option<String>,
    /// How many requests it hits; without end when `None`.
    pub(crate) count: Option<u64>,
    /// It hits every so manieth of those it could hit; 1 is all.
    pub(crate) each: u64,
    /// From the order on.
    pub(crate) after: Duration,
    /// From its beginning on; without end when `None`.
    pub(crate) lasts: Option<Duration>,
}

impl Selection {
    /// All that a fault can hit, from now on.
    pub(crate) fn of(fault: &Fault) -> Self {
        let (resources, verbs, name, spare) = (Vec::new(), Vec::new(), None, None);
        let (count, each, after, lasts) = (None, 1, Duration::ZERO, None);
        Self { scope: fault.scope, resources, verbs, name, spare, count, each, after, lasts }
    }
}

/// An order in force.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) fault: &'static Fault,
    pub(crate) selection: Selection,
    pub(crate) settings: Settings,
    /// The namespace of the annotation.
    pub(crate) namespace: String,
    pub(crate) begins: Instant,
    seen: AtomicU64,
    struck: AtomicU64,
}

impl Order {
    pub(crate) fn new(
        fault: &'static Fault,
        selection: Selection,
        settings: Settings,
        namespace: &str,
    ) -> Self {
        let (begins, namespace) = (Instant::now() + selection.after, namespace.to_owned());
        let (seen, struck) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { fault, selection, settings, namespace, begins, seen, struck }
    }

    /// When it is over by itself.
    pub(crate) fn ends(&self) -> Option<Instant> {
        self.selection.lasts.map(|lasts| self.begins + lasts)
    }

    /// Whether it is in force.
    pub(crate) fn is_on(&self) -> bool {
        let now = Instant::now();
        self.begins <= now && self.ends().is_none_or(|end| now < end)
    }

    /// Whether it is about such a request.
    pub(crate) fn concerns(&self, asked: &Asked) -> bool {
        let Selection { scope, resources, verbs, name, spare, .. } = &self.selection;
        let here = *scope == Scope::Cluster || asked.namespace == self.namespace;
        let can = self.fault.verbs.is_empty() || self.fault.verbs.contains(&asked.verb);
        here && can
            && (resources.is_empty() || resources.contains(&asked.resource))
            && (verbs.is_empty() || verbs.iter().any(|verb| verb == asked.verb))
            && name.as_ref().is_none_or(|name| fits(name, &asked.name))
            && spare.as_ref().is_none_or(|spare| !asked.agent.starts_with(spare.as_str()))
            && (self.settings.change.is_none() || self.settings.change == asked.change)
            && !self.spares(asked)
    }

    /// Nothing keeps the annotation from being read and removed.
    fn spares(&self, asked: &Asked) -> bool {
        let itself = asked.resource == "namespaces" && asked.group.is_empty() && asked.name == self.namespace;
        itself || asked.resource.starts_with("/api") || asked.resource.starts_with("/debug")
    }

    /// Whether this one of those it is about is hit: counts it.
    pub(crate) fn strikes(&self) -> bool {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if !seen.is_multiple_of(self.selection.each) {
            return false;
        }
        let struck = self.struck.fetch_add(1, Ordering::Relaxed);
        self.selection.count.is_none_or(|count| struck < count)
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}
