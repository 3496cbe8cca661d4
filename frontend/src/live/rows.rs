use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::api::InstanceView;

/// One instance and whoever watches it.
pub(crate) type Row = ArcRwSignal<Arc<InstanceView>>;

/// All instances by name. A row keeps its signal for as long as the instance exists.
#[derive(Default)]
pub(super) struct Rows(BTreeMap<String, Row>);

impl Rows {
    pub(super) fn all(&self) -> Vec<Arc<InstanceView>> {
        self.0.values().map(|row| row.get_untracked()).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<Row> {
        self.0.get(name).cloned()
    }

    /// Adds or changes one instance; those who watch it hear only of a real change.
    pub(super) fn put(&mut self, view: InstanceView) {
        match self.0.get(&view.name) {
            Some(row) if *row.read_untracked().as_ref() == view => {}
            Some(row) => row.set(Arc::new(view)),
            None => {
                self.0.insert(view.name.clone(), ArcRwSignal::new(Arc::new(view)));
            }
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Makes `views` all there is.
    pub(super) fn replace(&mut self, views: Vec<InstanceView>) {
        let mut before = std::mem::take(&mut self.0);
        for view in views {
            if let Some(row) = before.remove(&view.name) {
                self.0.insert(view.name.clone(), row);
            }
            self.put(view);
        }
    }
}
