//! What the status of an instance is, as far as this server knows.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kube::ResourceExt;
use tokio::time::Instant;

use super::context::uid;
use crate::crd::{AgentInstance, AgentInstanceStatus};

/// How long the store may lag behind what the API server answered. After that the store may be the one that is right:
/// an API server can come back with an older state.
const LAG: Duration = Duration::from_secs(60);

/// A status, and the version of the instance that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// The resource version of the instance.
    pub(super) version: String,
    /// `None` before the first pass.
    pub(super) status: Option<AgentInstanceStatus>,
}

impl Known {
    /// What an instance says of itself.
    pub(super) fn of(instance: &AgentInstance) -> Self {
        Self { version: instance.resource_version().unwrap_or_default(), status: instance.status.clone() }
    }
}

struct Entry {
    known: Known,
    /// When the API server said so.
    at: Instant,
    /// A write was sent and its answer did not come: both states are possible.
    is_doubted: bool,
}

/// What the API server last said of the statuses, by uid.
#[derive(Default)]
pub(super) struct Memory(Mutex<HashMap<String, Entry>>);

impl Memory {
    /// What is known of an instance that the store has as `listed`; `None` when the API server has to be asked.
    pub(super) fn recall(&self, listed: &AgentInstance) -> Option<Known> {
        let mut entries = self.lock();
        let entry = entries.entry(uid(listed)).or_insert_with(|| Entry::new(Known::of(listed)));
        if entry.is_doubted {
            return None;
        }
        let version = listed.resource_version().unwrap_or_default();
        if is_newer(&version, &entry.known.version) {
            *entry = Entry::new(Known::of(listed));
        }
        let is_recent = entry.known.version == version || entry.at.elapsed() < LAG;
        is_recent.then(|| entry.known.clone())
    }

    /// The API server said so.
    pub(super) fn put(&self, instance: &AgentInstance, known: Known) {
        self.lock().insert(uid(instance), Entry::new(known));
    }

    /// A write is under way.
    pub(super) fn doubt(&self, instance: &AgentInstance) {
        if let Some(entry) = self.lock().get_mut(&uid(instance)) {
            entry.is_doubted = true;
        }
    }

    /// Forgets all others.
    pub(super) fn keep(&self, known: &HashSet<String>) {
        self.lock().retain(|uid, _| known.contains(uid));
    }

    /// Forgets everything: the API server is another one, or has gone back to an older state.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// How many instances it knows.
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn new(known: Known) -> Self {
        Self { known, at: Instant::now(), is_doubted: false }
    }
}

/// Resource versions of one kind grow (Kubernetes 1.35 promises it, all before did it).
fn is_newer(one: &str, other: &str) -> bool {
    matches!((one.parse::<u128>(), other.parse::<u128>()), (Ok(one), Ok(other)) if one > other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(version: &str, sentence: &str) -> AgentInstance {
        let status = AgentInstanceStatus { sentence: sentence.to_owned(), ..AgentInstanceStatus::default() };
        let mut instance = AgentInstance::new("a", serde_json::from_str(r#"{"image": "i"}"#).unwrap());
        instance.metadata.uid = Some("u".to_owned());
        instance.metadata.resource_version = Some(version.to_owned());
        instance.status = Some(status);
        instance
    }

    fn recalled(memory: &Memory, version: &str, sentence: &str) -> Option<String> {
        memory.recall(&instance(version, sentence))?.status.map(|status| status.sentence)
    }

    #[tokio::test(start_paused = true)]
    async fn the_newest_word_of_the_api_server_counts_and_an_old_one_is_not_believed_for_ever() {
        let memory = Memory::default();
        assert_eq!(recalled(&memory, "5", "listed").as_deref(), Some("listed"));
        memory.put(&instance("", ""), Known::of(&instance("7", "written")));
        let check = |version: &str, expected: Option<&str>| {
            assert_eq!(recalled(&memory, version, "listed").as_deref(), expected, "{version}");
        };
        check("5", Some("written"));
        check("7", Some("written"));
        tokio::time::advance(LAG).await;
        check("7", Some("written"));
        check("5", None);
        check("8", Some("listed"));
        memory.doubt(&instance("", ""));
        check("8", None);
        check("9", None);
    }
}
