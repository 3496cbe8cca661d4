//! How many requests there were: what tests of a client's manners count.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};

use crate::faults::Asked;

/// The number of requests by verb and resource, such as `watch pods`.
#[derive(Default)]
pub(crate) struct Requests(Mutex<BTreeMap<String, u64>>);

impl Requests {
    /// Counts one.
    pub(crate) fn count(&self, asked: &Asked) {
        let key = format!("{} {}", asked.verb, asked.resource);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(key).or_default() += 1;
    }

    /// All numbers.
    pub(crate) fn all(&self) -> Value {
        json!(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
