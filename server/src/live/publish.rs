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
    let publisher = Publisher { hub, link, stores };
    tokio::select! {
        () = shutdown.wait() => return,
        () = publisher.first() => {}
    }
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        tokio::select! {
            () = shutdown.wait() => return,
            count = changes.recv_many(&mut batch, BATCH) => if count == 0 { return },
        }
        publisher.say(batch.into_iter().collect());
    }
}

struct Publisher {
    hub: Arc<Hub>,
    link: Arc<Link>,
    stores: Stores,
}

impl Publisher {
    /// The first picture: everything listed, or the certainty that nothing can be.
    async fn first(&self) {
        let mut health = self.link.subscribe();
        tokio::select! {
            () = self.stores.ready() => {}
            _ = health.wait_for(cannot_list) => {}
        }
        self.say(self.everything());
        self.hub.set_ready();
    }

    fn everything(&self) -> BTreeSet<Change> {
        let images = self.stores.images.state();
        let instances = self.stores.instances.state();
        let images = images.iter().map(|image| Change::Image(image.name_any()));
        let instances = instances.iter().map(|instance| Change::Instance(instance.name_any()));
        images.chain(instances).chain([Change::Cluster]).collect()
    }

    fn say(&self, mut changes: BTreeSet<Change>) {
        while let Some(change) = changes.pop_first() {
            match change {
                Change::Cluster => self.hub.cluster(self.link.view()),
                Change::Image(name) => {
                    let image = self.stores.image(&name);
                    self.hub.image(&name, image.map(|image| view::image(&image, &self.stores)));
                    // How its instances get Docker is part of their views.
                    self.stores
                        .users_of(&name)
                        .iter()
                        .for_each(|user| self.instance(user).into_iter().for_each(drop));
                }
                Change::Instance(name) => {
                    for image in self.instance(&name) {
                        let found = self.stores.image(&image);
                        self.hub.image(&image, found.map(|image| view::image(&image, &self.stores)));
                    }
                }
                Change::Secret(_) => {}
            }
        }
    }

    fn instance(&self, name: &str) -> Vec<String> {
        let found = self.stores.instance(name);
        let view = found.map(|found| view::instance(&found, &self.stores, &self.link.identity.name));
        self.hub.instance(name, view)
    }
}

fn cannot_list(health: &Health) -> bool {
    health.trouble.is_some() || health.definitions.state == DefinitionsState::Missing
}
