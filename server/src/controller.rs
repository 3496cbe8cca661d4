//! Brings what is in the cluster in line with what the user wants, for ever.
//!
//! One pass over one instance: look at its objects, do the one thing that is due, write what is seen into its status.
//! Every pass begins from scratch, so a pass that broke off is simply run again.
//!
//! What a pass relies on, the API server has acknowledged ([`memory`]); what halts it becomes a sentence and a wait
//! ([`halted`], [`pauses`]).

mod activate;
mod activation;
mod apart;
mod asked;
mod backoff;
mod claim;
mod concerned;
mod conditions;
mod context;
mod credentials;
mod halt;
mod halted;
mod last_words;
mod memory;
mod outcome;
mod pauses;
mod pod;
mod recipe;
mod reconcile;
mod recovery;
mod requests;
mod seen;
mod status;
mod stop;
mod teller;
#[cfg(test)]
mod tests;
mod transition;
#[cfg(test)]
mod trial;

use std::sync::Arc;

use futures::{StreamExt, stream};
use kube::runtime::Controller;
use tokio::sync::mpsc::UnboundedReceiver;

use concerned::Concerned;
pub use context::Context;

use crate::shutdown::Shutdown;
use crate::watch::Change;

/// Runs until the server ends.
pub async fn run(context: Arc<Context>, changes: UnboundedReceiver<Change>, shutdown: Shutdown) {
    let beside = context.clone();
    tokio::select! {
        () = work(context, changes, shutdown) => {}
        never = beside.teller.run(&beside.link) => match never {},
    }
}

async fn work(context: Arc<Context>, changes: UnboundedReceiver<Change>, shutdown: Shutdown) {
    let mut concerned = Concerned::new(context.stores.clone());
    let related = stream::unfold(changes, |mut changes| async { Some((changes.recv().await?, changes)) })
        .flat_map(move |change| stream::iter(concerned.by(change)));
    // The watch that fills the store rings for instances too, so the controller needs no second one. Passes are not
    // limited in number, for they mostly wait; what they ask of the API server and of the processor is.
    Controller::for_stream(stream::pending(), context.stores.instances.clone())
        .reconcile_on(related)
        .reconcile_on(recovery::recoveries(context.clone()))
        .graceful_shutdown_on(shutdown.wait_owned())
        .run(reconcile::reconcile, reconcile::on_error, context)
        .for_each(|result| async move {
            if let Err(error) = result {
                // An instance that is gone, or an error that `on_error` already told.
                tracing::debug!(%error, "a pass ended early");
            }
        })
        .await;
}
