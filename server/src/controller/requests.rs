//! The requests of a pass. Each has a limit of its own, and one that is not answered soon keeps nobody else waiting.

use std::sync::Arc;
use std::time::Duration;

use kube::ResourceExt;
use kube::api::{Api, Patch, PatchParams};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::asked::Asked;
use super::context::Context;
use super::halt::Halt;
use super::memory::Known;
use crate::crd::{AgentImage, AgentInstance, AgentInstanceStatus, GROUP, VERSION};
use crate::objects::{FIELD_MANAGER, Kind, is_missing, is_name};

/// Requests that are under way at the same time, so that many instances at once do not flood the API server.
pub(super) const PLACES: usize = 64;

/// Requests at the same time that gave their place to another one.
pub(super) const LATE: usize = 256;

/// Passes at the same time of instances whose last pass waited in vain for an answer.
pub(super) const SILENT: usize = 64;

/// Computations at the same time.
pub(super) const WORKERS: usize = 2;

/// After this time a request gives its place to the next one and goes on waiting without: the others are sent although
/// some are not answered. Where too many are not, it keeps its place, so that connections have an end.
const PROMPT: Duration = Duration::from_millis(250);

/// How long a request may take. A webhook of the cluster may take 30 seconds; a pass that is tried again finds what
/// was done in the meantime.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

impl Context {
    /// The answer of the API server, for as long as a pass may wait for it.
    async fn answer<T>(
        &self,
        asked: Asked,
        request: impl Future<Output = Result<T, kube::Error>>,
    ) -> Result<Result<T, kube::Error>, Halt> {
        let mut request = std::pin::pin!(request);
        // The semaphore is never closed, so there is a place.
        let place = self.places.acquire().await.ok();
        if let Ok(answer) = timeout(PROMPT, &mut request).await {
            return Ok(answer);
        }
        let _place = self.late.try_acquire().ok().or(place);
        timeout(PATIENCE.saturating_sub(PROMPT), request).await.map_err(|_| Halt::Silence(asked))
    }

    async fn ask<T>(
        &self,
        asked: Asked,
        request: impl Future<Output = Result<T, kube::Error>>,
    ) -> Result<T, Halt> {
        self.answer(asked, request).await?.map_err(|error| Halt::of(asked, error))
    }

    /// One object; `None` when there is none.
    pub(super) async fn get(&self, kind: Kind, name: &str) -> Result<Option<Value>, Halt> {
        self.ask(Asked::Read(kind), self.objects.get(kind, name)).await
    }

    /// Server-side apply; the object as it is then.
    pub(super) async fn apply(&self, kind: Kind, name: &str, object: &Value) -> Result<Value, Halt> {
        let applied = self.ask(Asked::Write(kind), self.objects.apply(kind, name, object, false)).await?;
        Ok(applied.object)
    }

    /// Deletes the object with this uid; one that is gone or another by now is left.
    pub(super) async fn delete(&self, kind: Kind, name: &str, uid: &str) -> Result<(), Halt> {
        self.ask(Asked::Delete(kind), self.objects.delete(kind, name, uid)).await
    }

    /// The image of that name: from the store; from the API server while the store does not know it yet.
    pub(super) async fn image(&self, name: &str) -> Result<Option<Arc<AgentImage>>, Halt> {
        if let Some(image) = self.stores.image(name) {
            return Ok(Some(image));
        }
        if !is_name(name) {
            return Ok(None);
        }
        let images: Api<AgentImage> =
            Api::namespaced(self.link.client.clone(), &self.link.identity.namespace);
        match self.answer(Asked::ReadImage, images.get(name)).await? {
            Ok(image) => Ok(Some(Arc::new(image))),
            Err(error) if is_missing(&error, name) => Ok(None),
            Err(error) => Err(Halt::of(Asked::ReadImage, error)),
        }
    }

    /// Computes something on a thread of its own; the threads that serve go on.
    pub(super) async fn compute<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Halt> {
        // The semaphore is never closed, so there is a place.
        let _place = self.workers.acquire().await;
        Ok(self.work.run(job).await?)
    }

    /// What is known of the status of an instance; the API server is asked when what was heard last may not hold.
    pub(super) async fn known(&self, instance: &AgentInstance) -> Result<Known, Halt> {
        match self.memory.recall(instance) {
            Some(known) => Ok(known),
            None => self.look(instance).await,
        }
    }

    /// The status of the instance as the API server has it now.
    ///
    /// # Errors
    /// [`Halt::Gone`] when there is no such instance, or another one of its name.
    pub(super) async fn look(&self, instance: &AgentInstance) -> Result<Known, Halt> {
        let name = instance.name_any();
        match self.answer(Asked::ReadInstance, self.instances().get(&name)).await? {
            Ok(found) if found.uid() == instance.uid() => {
                let known = Known::of(&found);
                self.memory.put(instance, known.clone());
                Ok(known)
            }
            Ok(_) => Err(Halt::Gone),
            Err(error) if is_missing(&error, &name) => Err(Halt::Gone),
            Err(error) => Err(Halt::of(Asked::ReadInstance, error)),
        }
    }

    /// Makes sure that the instance is still there and has the status that the pass began with.
    pub(super) async fn confirm(
        &self,
        instance: &AgentInstance,
        before: &AgentInstanceStatus,
    ) -> Result<(), Halt> {
        let now = self.look(instance).await?;
        if now.status.as_ref() == Some(before) { Ok(()) } else { Err(Halt::Overtaken) }
    }

    /// Stores a status under the version it follows from; so a write that is carried out late, or one of another
    /// server, overwrites nothing. The inner error is the API server's.
    pub(super) async fn store(
        &self,
        instance: &AgentInstance,
        version: &str,
        status: &AgentInstanceStatus,
    ) -> Result<Result<String, kube::Error>, Halt> {
        let name = instance.name_any();
        let patch = json!({
            "apiVersion": format!("{GROUP}/{VERSION}"),
            "kind": "AgentInstance",
            "metadata": {"name": &name, "resourceVersion": version},
            "status": status,
        });
        let params = PatchParams::apply(FIELD_MANAGER).force();
        let (instances, patch) = (self.instances(), Patch::Apply(&patch));
        self.memory.doubt(instance);
        let answer = self.answer(Asked::WriteStatus, instances.patch_status(&name, &params, &patch)).await?;
        Ok(answer.map(|stored| {
            let version = stored.resource_version().unwrap_or_default();
            self.memory.put(instance, Known { version: version.clone(), status: Some(status.clone()) });
            version
        }))
    }
}
