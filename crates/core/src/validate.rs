//! What the API server would say about an object, said before it is sent: same fields, same words, same order.
//!
//! The rules are those of Kubernetes 1.36 (`pkg/apis/core/validation`), read from its source and compared with it by
//! the cases of `tests/data/validation.json`, whose expected errors that source produced. Rules that older releases
//! have otherwise depend on the version. Everything that is wrong is reported, not only the first.

mod affinity;
mod amount;
mod applied;
mod capitalized;
mod claim;
mod container;
mod defaults;
mod dns;
mod env;
mod field;
mod formats;
mod meta;
mod mounts;
mod pod;
mod pod_security;
mod ports;
mod probes;
mod projected;
mod report;
mod resources;
mod scheduling;
mod secret;
mod security;
mod shape;
mod volumes;
mod warnings;
mod windows;

use serde_json::Value;

use crate::target::KubernetesVersion;

pub use defaults::defaulted;
pub use pod_security::{Level, PodSecurity, pod_security};
pub use report::{Reason, Violation};

use report::Report;

/// A kind of object that is validated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A pod that is to be created.
    Pod,
    /// A claim that is to be created.
    PersistentVolumeClaim,
    /// A secret; its values are never part of what is said.
    Secret,
}

impl Kind {
    /// As `kind` has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::PersistentVolumeClaim => "PersistentVolumeClaim",
            Self::Secret => "Secret",
        }
    }
}

/// The rules `object` breaks, after defaults, for the newest supported Kubernetes. A missing namespace is no error:
/// the request's path names it. Values of a wrong type count as absent; [`shape`] reports those.
#[must_use]
pub fn object(kind: Kind, object: &Value) -> Vec<Violation> {
    object_for(kind, object, KubernetesVersion::NEWEST)
}

/// The rules `object` breaks for the Kubernetes of `version`.
#[must_use]
pub fn object_for(kind: Kind, object: &Value, version: KubernetesVersion) -> Vec<Violation> {
    let object = defaulted(kind, object);
    let mut report = Report::new(version);
    match kind {
        Kind::Pod => pod::check(&mut report, &object),
        Kind::PersistentVolumeClaim => claim::check(&mut report, &object),
        Kind::Secret => secret::check(&mut report, &object),
    }
    report.into_violations()
}

/// Fields the schema does not know ([`Reason::Unknown`], with the nearest known name in the sentence) and values of a
/// wrong type ([`Reason::Type`]), for which the API server refuses to read the object at all.
#[must_use]
pub fn shape(kind: Kind, object: &Value) -> Vec<Violation> {
    shape::check(kind, object)
}

/// What server-side apply refuses beyond the object's own rules: two items of a list with the same key
/// ([`Reason::Duplicate`]) and fields newer than `version` ([`Reason::Unknown`]). The API server ends at the first.
#[must_use]
pub fn applied(kind: Kind, object: &Value, version: KubernetesVersion) -> Vec<Violation> {
    applied::check(kind, object, version)
}

/// What is allowed and yet unlikely to be meant. The messages are the API server's own where it warns as well.
#[must_use]
pub fn warnings(kind: Kind, object: &Value, version: KubernetesVersion) -> Vec<Violation> {
    let object = defaulted(kind, object);
    let mut report = Report::new(version);
    warnings::check(&mut report, kind, &object);
    report.into_violations()
}
