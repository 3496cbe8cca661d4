use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use futures::{StreamExt, future};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::core::v1::{Event, Secret};
use kube::api::Api;
use kube::core::DeserializeGuard;
use kube::runtime::reflector::{self, Store};
use kube::runtime::watcher::{self, watcher};
use kube::runtime::{WatchStreamExt, reflector::store::Writer};
use kube::{Resource, ResourceExt};
use serde::de::DeserializeOwned;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::sieve::Sieve;
use super::{Change, EventBook, Listed, LogBook, Stores};
use crate::cluster::Link;
use crate::errors;
use crate::objects::MANAGED_BY;
use crate::shutdown::Shutdown;

/// Images, instances, pods, claims, Secrets, events.
const KINDS: usize = 6;

/// Who hears of changes.
pub struct Changes {
    /// For the controller.
    pub controller: UnboundedReceiver<Change>,
    /// For the live pages.
    pub live: UnboundedReceiver<Change>,
}

/// Tells both listeners.
#[derive(Clone)]
struct Bell {
    controller: UnboundedSender<Change>,
    live: UnboundedSender<Change>,
}

impl Bell {
    fn ring(&self, change: &Change) {
        // A listener that is gone has shut down.
        let _ = self.controller.send(change.clone());
        let _ = self.live.send(change.clone());
    }
}

/// Starts one watch per kind; each begins when the cluster works and then goes on for ever.
#[must_use]
pub fn follow_all(link: &Arc<Link>, shutdown: &Shutdown) -> (Stores, Changes) {
    let (controller_bell, controller) = unbounded_channel();
    let (live_bell, live) = unbounded_channel();
    let bell = Bell { controller: controller_bell, live: live_bell };
    let listed = Arc::new(Listed::new(KINDS));
    let watch = Watch { link: link.clone(), bell, listed: listed.clone(), shutdown: shutdown.clone() };
    let events = Arc::new(EventBook::default());
    let ours = watcher::Config::default().labels(&format!("{}={}", MANAGED_BY.0, MANAGED_BY.1));
    let stores = Stores {
        images: watch.reflect(watcher::Config::default(), Change::Image),
        instances: watch.reflect(watcher::Config::default(), Change::Instance),
        pods: watch.reflect(ours.clone(), Change::Instance),
        claims: watch.reflect(ours.clone(), Change::Instance),
        secrets: watch.reflect::<Secret>(ours, Change::Secret),
        events: events.clone(),
        logs: Arc::new(LogBook::default()),
        listed,
        namespace: link.identity.namespace.as_str().into(),
    };
    tokio::spawn(watch.clone().run_events(events));
    tokio::spawn(watch.run_cluster());
    (stores, Changes { controller, live })
}

#[derive(Clone)]
struct Watch {
    link: Arc<Link>,
    bell: Bell,
    listed: Arc<Listed>,
    shutdown: Shutdown,
}

impl Watch {
    fn reflect<K>(&self, config: watcher::Config, change: fn(String) -> Change) -> Store<K>
    where
        K: Resource<Scope = NamespaceResourceScope>
            + Clone
            + Debug
            + DeserializeOwned
            + Send
            + Sync
            + 'static,
        K::DynamicType: Default + Eq + std::hash::Hash + Clone,
    {
        let (store, writer) = reflector::store();
        tokio::spawn(self.clone().run(config, change, store.clone(), writer));
        store
    }

    /// Feeds one store, and rings after the store knows.
    async fn run<K>(
        self,
        config: watcher::Config,
        change: fn(String) -> Change,
        store: Store<K>,
        writer: Writer<K>,
    ) where
        K: Resource<Scope = NamespaceResourceScope>
            + Clone
            + Debug
            + DeserializeOwned
            + Send
            + Sync
            + 'static,
        K::DynamicType: Default + Eq + std::hash::Hash + Clone,
    {
        let mut sieve = Sieve::new(self.link.clone(), store.clone());
        let mut sift = move |event: watcher::Result<_>| match event {
            Ok(event) => sieve.sift(event).map(Ok),
            Err(error) => Some(Err(error)),
        };
        let mut stream = watcher(self.api::<DeserializeGuard<K>>().await, config)
            .default_backoff()
            .filter_map(move |event| future::ready(sift(event)))
            .modify(|object| object.managed_fields_mut().clear())
            .reflect(writer)
            .take_until(Box::pin(self.shutdown.clone().wait_owned()))
            .boxed();
        let mut listed = BTreeSet::new();
        while let Some(event) = stream.next().await {
            let names = match event {
                Ok(watcher::Event::Init) => {
                    // What is not listed again is gone, and that is a change too.
                    listed = store.state().iter().map(|object| object.name_any()).collect();
                    continue;
                }
                Ok(watcher::Event::InitApply(object)) => {
                    listed.insert(object.name_any());
                    continue;
                }
                Ok(watcher::Event::InitDone) => {
                    self.listed.mark(&K::kind(&K::DynamicType::default()));
                    std::mem::take(&mut listed)
                }
                Ok(watcher::Event::Apply(object) | watcher::Event::Delete(object)) => {
                    [object.name_any()].into()
                }
                Err(error) => {
                    self.failed(&error);
                    continue;
                }
            };
            names.into_iter().for_each(|name| self.bell.ring(&change(name)));
        }
    }

    async fn run_events(self, book: Arc<EventBook>) {
        let mut stream = watcher(self.api::<Event>().await, watcher::Config::default())
            .default_backoff()
            .modify(|event| event.managed_fields_mut().clear())
            .take_until(Box::pin(self.shutdown.clone().wait_owned()))
            .boxed();
        while let Some(event) = stream.next().await {
            match event {
                Ok(event) => {
                    let is_listed = matches!(event, watcher::Event::InitDone);
                    book.take(event).into_iter().for_each(|name| self.bell.ring(&Change::Instance(name)));
                    if is_listed {
                        self.listed.mark("Event");
                    }
                }
                Err(error) => self.failed(&error),
            }
        }
    }

    async fn run_cluster(self) {
        let mut health = self.link.subscribe();
        loop {
            tokio::select! {
                () = self.shutdown.wait() => return,
                changed = health.changed() => match changed {
                    Ok(()) => self.bell.ring(&Change::Cluster),
                    Err(_) => return,
                },
            }
        }
    }

    /// Waits until the cluster can be asked for the kind.
    async fn api<K>(&self) -> Api<K>
    where
        K: Resource<Scope = NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        tokio::select! {
            () = self.link.working() => {}
            () = self.shutdown.wait() => {}
        }
        Api::namespaced(self.link.client.clone(), &self.link.identity.namespace)
    }

    fn failed(&self, error: &watcher::Error) {
        tracing::debug!(%error, "a watch broke off and begins anew");
        if is_forbidden(error) {
            self.link.doubt_rights();
        } else {
            self.link.raise_alarm();
        }
    }
}

fn is_forbidden(error: &watcher::Error) -> bool {
    match error {
        watcher::Error::InitialListFailed(error)
        | watcher::Error::WatchStartFailed(error)
        | watcher::Error::WatchFailed(error) => errors::is_code(error, 403),
        watcher::Error::WatchError(status) => status.code == 403,
        watcher::Error::NoResourceVersion => false,
    }
}
