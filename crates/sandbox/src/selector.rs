//! Label and field selectors.

mod field;
mod label;

use serde_json::Value;

pub(crate) use field::Fields;
pub(crate) use label::{Labels, matches_terms};

use crate::{resource::Resource, status::Result};

/// Both selectors of a list or watch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selector {
    labels: Labels,
    fields: Fields,
}

impl Selector {
    /// Parses `labelSelector` and `fieldSelector`; empty ones select everything.
    pub(crate) fn parse(resource: &Resource, labels: &str, fields: &str) -> Result<Self> {
        Ok(Self { labels: Labels::parse(labels)?, fields: Fields::parse(resource, fields)? })
    }

    /// Whether an object is selected.
    pub(crate) fn matches(&self, object: &Value) -> bool {
        self.labels.matches(object) && self.fields.matches(object)
    }
}
