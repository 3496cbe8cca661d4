//! A cluster that works again: what waited because of it goes on at once.

use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kube::runtime::reflector::ObjectRef;
use tokio::sync::watch;

use super::context::Context;
use crate::cluster::Health;
use crate::crd::AgentInstance;

/// The time over which many instances are spread.
const SPREAD: Duration = Duration::from_secs(1);

/// The instances whose passes halted, each time the cluster works again.
pub(super) fn recoveries(context: Arc<Context>) -> impl Stream<Item = ObjectRef<AgentInstance>> {
    let health = context.link.subscribe();
    let namespace = context.stores.namespace.clone();
    stream::unfold(health, |mut health| async { recovered(&mut health).await.then_some(((), health)) })
        .map(move |()| context.pauses.end_all())
        .flat_map(|names| {
            let pause = SPREAD / u32::try_from(names.len()).unwrap_or(u32::MAX).max(20);
            stream::iter(names).then(move |name| async move {
                tokio::time::sleep(pause).await;
                name
            })
        })
        .map(move |name| ObjectRef::new(&name).within(&namespace))
}

/// Forgets what the API server said each time that became untrue.
pub(super) async fn forget(context: &Context) {
    let mut resets = context.link.resets();
    while resets.changed().await.is_ok() {
        context.memory.clear();
        context.pauses.end_all();
    }
}

/// Returns once the cluster works after it did not; `false`: nobody tells any more.
async fn recovered(health: &mut watch::Receiver<Health>) -> bool {
    health.wait_for(|health| !is_well(health)).await.is_ok() && health.wait_for(is_well).await.is_ok()
}

fn is_well(health: &Health) -> bool {
    health.works() && health.trouble.is_none()
}
