//! Who does something, in the admission controller's words.

use serde_json::Value;

use super::Pod;
use crate::read::{get, list, text};

impl Pod<'_> {
    /// Every container: those that run first first.
    pub(super) fn containers(&self) -> impl Iterator<Item = &Value> {
        let fields = ["initContainers", "containers", "ephemeralContainers"];
        fields.into_iter().flat_map(|field| list(self.spec, field))
    }

    /// The security context of the pod.
    pub(super) fn context(&self) -> Option<&Value> {
        get(self.spec, "securityContext")
    }

    /// The names of the containers for which `test` holds of the security context.
    pub(super) fn with_context(&self, test: impl Fn(&Value) -> bool) -> Vec<&str> {
        self.named(|container| get(container, "securityContext").is_some_and(&test))
    }

    /// The names of the containers for which `test` holds.
    pub(super) fn named(&self, test: impl Fn(&Value) -> bool) -> Vec<&str> {
        self.containers()
            .filter(|container| test(container))
            .map(|container| text(container, "name"))
            .collect()
    }

    pub(super) fn is_windows(&self) -> bool {
        get(self.spec, "os").is_some_and(|os| text(os, "name") == "windows")
    }

    /// In a user namespace root is not the node's root.
    pub(super) fn has_own_users(&self) -> bool {
        crate::read::flag(self.spec, "hostUsers") == Some(false)
    }
}

/// `container "a"` or `containers "a", "b"`.
pub(super) fn containers(names: &[&str]) -> String {
    format!("{} {}", plural("container", "containers", names.len()), quoted(names))
}

/// `pod and container "a"`.
pub(super) fn setters(pod: bool, names: &[&str]) -> String {
    let pod = Some("pod".to_owned()).filter(|_| pod);
    let named = Some(containers(names)).filter(|_| !names.is_empty());
    pod.into_iter().chain(named).collect::<Vec<_>>().join(" and ")
}

pub(super) fn quoted(items: &[&str]) -> String {
    items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(", ")
}

pub(super) fn plural(one: &'static str, many: &'static str, count: usize) -> &'static str {
    if count == 1 { one } else { many }
}

/// Sorted, each once.
pub(super) fn distinct(mut items: Vec<&str>) -> Vec<&str> {
    items.sort_unstable();
    items.dedup();
    items
}
