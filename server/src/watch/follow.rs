use std::fmt::Debug;
use std::sync::Arc;

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::core::v1::{Event, Secret};
use kube::Resource;
use kube::api::Api;
use kube::core::DeserializeGuard;
use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{self, Store};
use kube::runtime::watcher;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::changed::Changed;
use super::list_watch::ListWatch;
use super::sieve::Sieve;
use super::{Change, EventBook, Listed, LogBook, Stores};
use crate::cluster::Link;
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
    let ours = format!("{}={}", MANAGED_BY.0, MANAGED_BY.1);
    let stores = Stores {
        images: watch.reflect("", Change::Image),
        instances: watch.reflect("", Change::Instance),
        pods: watch.reflect(&ours, Change::Instance),
        claims: watch.reflect(&ours, Change::Instance),
        secrets: watch.reflect::<Secret>(&ours, Change::Secret),
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

/// A kind that Slipway follows.
trait Kind: Resource<Scope = NamespaceResourceScope> + Clone + Debug + DeserializeOwned + Send + Sync {
    /// Its name.
    fn name() -> String;
}

impl<K> Kind for K
where
    K: Resource<Scope = NamespaceResourceScope> + Clone + Debug + DeserializeOwned + Send + Sync,
    K::DynamicType: Default,
{
    fn name() -> String {
        K::kind(&K::DynamicType::default()).into_owned()
    }
}

impl Watch {
    fn reflect<K>(&self, labels: &str, change: fn(String) -> Change) -> Store<K>
    where
        K: Kind + 'static,
        K::DynamicType: Default + Eq + std::hash::Hash + Clone,
    {
        let (store, writer) = reflector::store();
        let list_watch = self.list_watch::<DeserializeGuard<K>>(&K::name(), labels);
        tokio::spawn(self.clone().run(list_watch, change, store.clone(), writer));
        store
    }

    /// Feeds one store, and rings after the store knows.
    async fn run<K>(
        self,
        list_watch: ListWatch<DeserializeGuard<K>>,
        change: fn(String) -> Change,
        store: Store<K>,
        mut writer: Writer<K>,
    ) where
        K: Kind + 'static,
        K::DynamicType: Default + Eq + std::hash::Hash + Clone,
    {
        let mut sieve = Sieve::new(self.link.clone(), store.clone());
        let mut changed = Changed::new(store, self.link.resets());
        let take = |event| {
            let Some(event) = sieve.sift(event) else { return };
            let event: watcher::Event<K> = event.modify(|object| object.meta_mut().managed_fields = None);
            let names = changed.names(&event);
            writer.apply_watcher_event(&event);
            if matches!(event, watcher::Event::InitDone) {
                self.listed.mark(&K::name());
            }
            names.into_iter().for_each(|name| self.bell.ring(&change(name)));
        };
        self.until_the_end(list_watch.follow(take)).await;
    }

    async fn run_events(self, book: Arc<EventBook>) {
        let list_watch = self.list_watch::<Event>(&Event::name(), "");
        let take = |event: watcher::Event<Event>| {
            let is_listed = matches!(event, watcher::Event::InitDone);
            let event = event.modify(|event| event.metadata.managed_fields = None);
            book.take(event).into_iter().for_each(|name| self.bell.ring(&Change::Instance(name)));
            if is_listed {
                self.listed.mark(&Event::name());
            }
        };
        self.until_the_end(list_watch.follow(take)).await;
    }

    async fn run_cluster(self) {
        let mut health = self.link.subscribe();
        let tell = async {
            while health.changed().await.is_ok() {
                self.bell.ring(&Change::Cluster);
            }
        };
        self.until_the_end(tell).await;
    }

    fn list_watch<K>(&self, kind: &str, labels: &str) -> ListWatch<K>
    where
        K: Resource<Scope = NamespaceResourceScope> + Clone + Debug + DeserializeOwned,
        K::DynamicType: Default,
    {
        let api = Api::namespaced(self.link.client.clone(), &self.link.identity.namespace);
        ListWatch::new(self.link.clone(), api, kind, labels)
    }

    async fn until_the_end(&self, work: impl Future<Output = ()>) {
        tokio::select! {
            () = self.shutdown.wait() => {}
            () = work => {}
        }
    }
}
