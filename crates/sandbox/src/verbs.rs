//! What a request does, apart from HTTP.
//!
//! - `read`: get and list
//! - `create`, `update`, `patch`, `delete`
//! - `metadata`: the fields the server owns
//! - `view`: objects that are stored in another form than that in which a resource shows them

mod create;
mod delete;
mod metadata;
mod patch;
mod read;
mod update;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

pub(crate) use create::create;
pub(crate) use delete::{Deleted, delete, delete_collection};
pub(crate) use patch::patch;
pub(crate) use read::{TOO_OLD, get, list};
pub(crate) use update::update;
pub(crate) use view::present;

use crate::{
    apply::Writer,
    decode::FieldValidation,
    resource::Resource,
    selector::Selector,
    status::{ApiError, Result},
    store::Key,
};

/// The query parameters of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(pub(crate) BTreeMap<String, String>);

impl Params {
    /// A parameter; empty when absent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether a parameter is on.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name), "true" | "1")
    }

    /// A whole number; absent or unreadable is `None`.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// Whether nothing is to be stored.
    pub(crate) fn dry_run(&self) -> bool {
        self.text("dryRun") == "All"
    }

    /// What to do about unknown fields.
    pub(crate) fn field_validation(&self) -> FieldValidation {
        FieldValidation::parse(self.text("fieldValidation"))
    }
}

/// A request on a resource.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) resource: Arc<Resource>,
    /// Empty for cluster-scoped resources and for all namespaces.
    pub(crate) namespace: String,
    /// Empty for a collection.
    pub(crate) name: String,
    /// Empty for the object itself.
    pub(crate) subresource: String,
    pub(crate) params: Params,
    /// Whether this is a patch, whose refusals have words of their own.
    pub(crate) patching: bool,
    /// The start of the `User-Agent`, which names the field manager when no parameter does.
    pub(crate) agent: String,
}

impl Call {
    /// The store's key of the object.
    pub(crate) fn key(&self) -> Key {
        self.resource.key(&self.namespace, &self.name)
    }

    /// The namespace to list; `None` for all.
    pub(crate) fn scope(&self) -> Option<&str> {
        (self.resource.namespaced && !self.namespace.is_empty()).then_some(self.namespace.as_str())
    }

    /// The selector of a list or watch.
    pub(crate) fn selector(&self) -> Result<Selector> {
        Selector::parse(&self.resource, self.params.text("labelSelector"), self.params.text("fieldSelector"))
    }

    /// Who writes.
    pub(crate) fn writer(&self, apply: bool) -> Writer {
        let named = self.params.text("fieldManager");
        Writer {
            manager: if named.is_empty() { self.agent.clone() } else { named.to_owned() },
            apply,
            api_version: self.resource.api_version(),
            subresource: self.subresource.clone(),
        }
    }

    /// 404 for the object of this call.
    pub(crate) fn not_found(&self) -> ApiError {
        ApiError::not_found(&self.resource, &self.name)
    }
}

/// The result of a write.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) object: Arc<Value>,
    /// Whether the object is new.
    pub(crate) created: bool,
    /// For `Warning` headers.
    pub(crate) warnings: Vec<String>,
}
