use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Last words of containers that died, by instance: what a diagnosis reads. Filled by the controller, read by views.
#[derive(Default)]
pub struct LogBook {
    pages: Mutex<HashMap<String, HashMap<LogKey, String>>>,
}

/// One life of one container.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogKey {
    /// Uid of the pod.
    pub pod: String,
    /// Name of the container.
    pub container: String,
    /// Restarts before this life ended.
    pub restarts: i32,
}

impl LogBook {
    /// Whether these last words are known (or known to be unreadable).
    #[must_use]
    pub fn has(&self, instance: &str, key: &LogKey) -> bool {
        self.lock().get(instance).is_some_and(|page| page.contains_key(key))
    }

    /// Remembers last words; those of the container's earlier lives and of earlier pods are forgotten.
    pub fn put(&self, instance: &str, key: LogKey, text: String) {
        let mut pages = self.lock();
        let page = pages.entry(instance.to_owned()).or_default();
        page.retain(|known, _| known.pod == key.pod && known.container != key.container);
        page.insert(key, text);
    }

    /// Container and text of everything remembered of an instance.
    #[must_use]
    pub fn of(&self, instance: &str) -> Vec<(String, String)> {
        let pages = self.lock();
        let page = pages.get(instance).into_iter().flatten();
        page.map(|(key, text)| (key.container.clone(), text.clone())).collect()
    }

    /// Forgets an instance.
    pub fn forget(&self, instance: &str) {
        self.lock().remove(instance);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, HashMap<LogKey, String>>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
