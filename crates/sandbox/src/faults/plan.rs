//! The orders in force, by the namespace that gives them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use serde_json::Value;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::{Asked, Effect, Order, Stage, read, travel};
use crate::{cluster::Cluster, object, store::Snapshot};

/// A fault that strikes.
#[derive(Debug)]
pub(crate) struct Struck {
    pub(crate) effect: Effect,
    pub(crate) order: Arc<Order>,
}

/// How long an open watch says nothing.
#[derive(Debug)]
pub(crate) enum Still {
    ForEver,
    /// Until the order is over.
    Until(Arc<Order>),
}

/// All faults of a cluster.
pub(crate) struct Faults {
    plans: RwLock<BTreeMap<String, Plan>>,
    /// Tells who waits for the beginning or the end of a fault that there are other orders.
    changed: watch::Sender<u64>,
    /// What `checkpoint` remembered.
    pub(super) checkpoint: Mutex<Option<Snapshot>>,
}

struct Plan {
    text: String,
    orders: Vec<Arc<Order>>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { plans: RwLock::default(), changed: watch::Sender::new(0), checkpoint: Mutex::default() }
    }
}

impl Faults {
    /// What strikes, in the order of the annotation.
    pub(crate) fn strike(&self, stage: Stage, asked: &Asked) -> Vec<Struck> {
        let orders = self.orders(stage, asked).into_iter().filter(|order| order.is_on() && order.strikes());
        orders.map(|order| Struck { effect: (order.fault.effect)(&order.settings, asked), order }).collect()
    }

    /// Waits until a fault strikes a watch that is open since `opened`.
    pub(crate) async fn strike_open(&self, asked: &Asked, opened: Instant) -> Still {
        let mut changed = self.changed.subscribe();
        loop {
            changed.mark_unchanged();
            let orders = self.orders(Stage::Open, asked);
            let mut orders = orders.into_iter().filter(|order| opened < order.begins).peekable();
            let next = orders.peek().map(|first| first.begins);
            if let Some(order) = orders.find(|order| order.is_on()) {
                let freezes = matches!((order.fault.effect)(&order.settings, asked), Effect::Freeze);
                return if freezes { Still::Until(order) } else { Still::ForEver };
            }
            until_or(next.filter(|begins| *begins > Instant::now()), &mut changed).await;
        }
    }

    /// Waits until an order is in force no more.
    pub(crate) async fn over(&self, order: &Arc<Order>) {
        let mut changed = self.changed.subscribe();
        loop {
            changed.mark_unchanged();
            if !self.is_given(order) || !order.is_on() {
                return;
            }
            until_or(order.ends(), &mut changed).await;
        }
    }

    fn is_given(&self, order: &Arc<Order>) -> bool {
        let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        plans.values().flat_map(|plan| &plan.orders).any(|it| Arc::ptr_eq(it, order))
    }

    fn orders(&self, stage: Stage, asked: &Asked) -> Vec<Arc<Order>> {
        let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        let orders = plans.values().flat_map(|plan| &plan.orders);
        orders.filter(|order| order.fault.stage.covers(stage) && order.concerns(asked)).cloned().collect()
    }
}

impl Stage {
    /// What freezes requests freezes open watches too.
    fn covers(self, stage: Stage) -> bool {
        self == stage || (self == Self::Any && matches!(stage, Self::Request | Self::Open))
    }
}

async fn until_or(time: Option<Instant>, changed: &mut watch::Receiver<u64>) {
    let timer = async {
        match time {
            Some(time) => sleep_until(time).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = timer => {}
        // An error means that the cluster is gone, and with it whoever waits.
        _ = changed.changed() => {}
    }
}

/// Takes the annotations of all namespaces as they are; an order that is new is followed.
pub(crate) fn refresh(cluster: &Cluster) {
    let namespaces = cluster.list("namespaces", None);
    let faults = &cluster.faults;
    let mut given = Vec::new();
    {
        let mut plans = faults.plans.write().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|name, _| {
            namespaces.iter().any(|it| object::name(it) == name && !read::text(it).is_empty())
        });
        for namespace in &namespaces {
            given.extend(take(&mut plans, namespace));
        }
    }
    faults.changed.send_modify(|number| *number += 1);
    travel::follow(cluster, &given);
}

/// The orders of a namespace, when they are others than before.
fn take(plans: &mut BTreeMap<String, Plan>, namespace: &Value) -> Vec<Arc<Order>> {
    let (name, text) = (object::name(namespace), read::text(namespace));
    if text.is_empty() || plans.get(name).is_some_and(|plan| plan.text == text) {
        return Vec::new();
    }
    let (orders, _) = read::orders(text, name);
    let orders: Vec<Arc<Order>> = orders.into_iter().map(Arc::new).collect();
    plans.insert(name.to_owned(), Plan { text: text.to_owned(), orders: orders.clone() });
    orders
}
