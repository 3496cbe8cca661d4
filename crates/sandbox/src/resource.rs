//! What the API serves: one [`Resource`] per plural name in a group and version.

mod builtin;
mod registry;

use std::sync::Arc;

use serde_json::{Value, json};

pub(crate) use registry::Registry;

use crate::{crd::Served, store::Key};

/// One served resource.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// The API group; empty for the core group.
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) list_kind: String,
    pub(crate) plural: String,
    pub(crate) singular: String,
    pub(crate) short_names: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) namespaced: bool,
    /// Whether `status` is a subresource, and so ignored by writes to the object itself.
    pub(crate) status: bool,
    /// Whether `metadata.generation` counts changes of the desired state.
    pub(crate) generation: bool,
    /// Where objects are stored: several versions or groups can show the same objects.
    pub(crate) storage: String,
    /// For custom resources: schema and printer columns.
    pub(crate) custom: Option<Arc<Served>>,
}

impl Resource {
    /// `v1` or `group/version`.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// `pods` or `agentimages.slipway.dev`, as messages name a resource.
    pub(crate) fn qualified(&self) -> String {
        if self.group.is_empty() { self.plural.clone() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// The store's key of an object of this resource.
    pub(crate) fn key(&self, namespace: &str, name: &str) -> Key {
        let namespace = if self.namespaced { namespace } else { "" };
        Key::new(&self.storage, namespace, name)
    }

    /// Whether this is the built-in core resource of that plural name.
    pub(crate) fn is_core(&self, plural: &str) -> bool {
        self.group.is_empty() && self.plural == plural
    }

    /// The entry in `APIResourceList`, and that of the status subresource.
    pub(crate) fn discovery(&self) -> Vec<Value> {
        let mut main = json!({
            "name": self.plural, "singularName": self.singular, "namespaced": self.namespaced,
            "kind": self.kind, "verbs": self.verbs(),
        });
        if !self.short_names.is_empty() {
            crate::object::put(&mut main, "/shortNames", json!(self.short_names));
        }
        if !self.categories.is_empty() {
            crate::object::put(&mut main, "/categories", json!(self.categories));
        }
        let mut entries = vec![main];
        for sub in self.subresources() {
            entries.push(json!({
                "name": format!("{}/{sub}", self.plural), "singularName": "", "namespaced": self.namespaced,
                "kind": self.kind, "verbs": if sub == "log" { &["get"][..] } else { &["get", "patch", "update"][..] },
            }));
        }
        entries
    }

    /// The verbs, in the order in which the real server lists them.
    pub(crate) fn verbs(&self) -> &'static [&'static str] {
        if self.custom.is_some() { CUSTOM_VERBS } else { VERBS }
    }

    /// The subresources that are served.
    pub(crate) fn subresources(&self) -> Vec<&'static str> {
        let mut subs = Vec::new();
        if self.is_core("pods") {
            subs.push("log");
        }
        if self.status {
            subs.push("status");
        }
        subs
    }
}

const CUSTOM_VERBS: &[&str] =
    &["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
/// The verbs of every stored resource.
const VERBS: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
