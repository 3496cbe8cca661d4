use std::collections::BTreeSet;
use std::sync::Arc;

use kube::ResourceExt;
use slipway_core::api::DefinitionsState;
use tokio::sync::mpsc::UnboundedReceiver;

use super::Hub;
use crate::cluster::{Health, Link};
use crate::shutdown::Shutdown;
use crate::view;
use crate::watch::{Change, Stores};

/// Changes taken together; several of one instance then cost one view.
const BATCH: usize = 1024;

/// Turns changes into messages until the server ends.
pub async fn publish(
    hub: Arc<Hub>,
    link: Arc<Link>,
    stores: Stores,
    mut changes: UnboundedReceiver<Change>,
    shutdown: Shutdown,
) {
    let publisher = Arc::new(Publisher { hub, link, stores });
    let mut picture = std::pin::pin!(publisher.picture());
    let mut is_complete = false;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        tokio::select! {
            () = shutdown.wait() => return,
            // Something that cannot be listed must not hold up the rest, least of all the news about the cluster.
            () = &mut picture, if !is_complete => {
                is_complete = true;
                publisher.clone().say(publisher.everything()).await;
                publisher.hub.set_ready();
            }
            count = changes.recv_many(&mut batch, BATCH) => match count {
                0 => return,
                _ => publisher.clone().say(batch.into_iter().collect()).await,
            },
        }
    }
}

struct Publisher {
    hub: Arc<Hub>,
    link: Arc<Link>,
    stores: Stores,
}

impl Publisher {
    /// Returns once the first picture is complete: everything is listed, or nothing can be.
    async fn picture(&self) {
        let mut health = self.link.subscribe();
        tokio::select! {
            () = self.stores.ready() => {}
            _ = health.wait_for(cannot_list) => {}
        }
    }

    fn everything(&self) -> BTreeSet<Change> {
        let images = self.stores.images.state();
        let instances = self.stores.instances.state();
        let images = images.iter().map(|image| Change::Image(image.name_any()));
        let instances = instances.iter().map(|instance| Change::Instance(instance.name_any()));
        images.chain(instances).chain([Change::Cluster]).collect()
    }

    /// On a thread of its own: a thousand views take longer than a thread that answers may.
    async fn say(self: Arc<Self>, changes: BTreeSet<Change>) {
        if let Err(error) = tokio::task::spawn_blocking(move || self.say_all(changes)).await {
            tracing::error!(%error, "changes were not told");
        }
    }

    /// Images come last: whoever was said to use one is then in the store that its users are read from.
    fn say_all(&self, changes: BTreeSet<Change>) {
        let mut images = BTreeSet::new();
        for change in changes {
            match change {
                Change::Cluster => self.hub.cluster(self.link.view()),
                Change::Image(name) => {
                    // How its instances get Docker is part of their views.
                    let users = self.stores.users_of(&name);
                    images.extend(users.iter().flat_map(|user| self.instance(user)));
                    images.insert(name);
                }
                Change::Instance(name) => images.extend(self.instance(&name)),
                Change::Secret(_) => {}
            }
        }
        images.iter().for_each(|name| self.image(name));
    }

    fn image(&self, name: &str) {
        let found = self.stores.image(name);
        self.hub.image(name, found.map(|found| view::image(&found, &self.stores)));
    }

    /// The images whose users changed thereby.
    fn instance(&self, name: &str) -> Vec<String> {
        let found = self.stores.instance(name);
        if found.is_none() {
            self.stores.logs.forget(name);
        }
        let view = found.map(|found| view::instance(&found, &self.stores, &self.link.identity.name));
        self.hub.instance(name, view)
    }
}

fn cannot_list(health: &Health) -> bool {
    let failed = health.trouble.is_some() && !health.reachable;
    failed || health.definitions.state == DefinitionsState::Missing
}
