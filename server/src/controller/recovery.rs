//! A cluster that works again, or is another one: what waited because of it goes on at once.

use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kube::ResourceExt;
use kube::runtime::reflector::ObjectRef;
use tokio::sync::watch;

use super::context::Context;
use crate::cluster::Health;
use crate::crd::AgentInstance;

/// The time over which many instances are spread.
const SPREAD: Duration = Duration::from_secs(1);

/// The instances to pass again: those whose passes halted, each time the cluster works again; all, each time everything
/// known of it became untrue.
pub(super) fn recoveries(context: Arc<Context>) -> impl Stream<Item = ObjectRef<AgentInstance>> {
    let namespace = context.stores.namespace.clone();
    let well = stream::unfold(context.link.subscribe(), |mut health| async {
        recovered(&mut health).await.then_some(((), health))
    });
    let reset = stream::unfold(context.link.resets(), |mut resets| async {
        resets.changed().await.is_ok().then_some(((), resets))
    });
    let beside = context.clone();
    let halted = well.map(move |()| context.pauses.end_all());
    let all = reset.map(move |()| begin_anew(&beside));
    // A reset mostly comes with a recovery, and neither waits until the instances of the other are through.
    stream::select(halted, all)
        .flat_map_unordered(None, |names| Box::pin(spread(names)))
        .map(move |name| ObjectRef::new(&name).within(&namespace))
}

/// Forgets what the API server said before; the names of all instances.
fn begin_anew(context: &Context) -> Vec<String> {
    context.memory.clear();
    context.pauses.end_all();
    context.stores.instances.state().iter().map(|instance| instance.name_any()).collect()
}

fn spread(names: Vec<String>) -> impl Stream<Item = String> {
    let pause = SPREAD / u32::try_from(names.len()).unwrap_or(u32::MAX).max(20);
    stream::iter(names).then(move |name| async move {
        tokio::time::sleep(pause).await;
        name
    })
}

/// Returns once the cluster works after it did not; `false`: nobody tells any more.
async fn recovered(health: &mut watch::Receiver<Health>) -> bool {
    health.wait_for(|health| !is_well(health)).await.is_ok() && health.wait_for(is_well).await.is_ok()
}

fn is_well(health: &Health) -> bool {
    health.works() && health.trouble.is_none()
}
