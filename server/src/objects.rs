//! The objects of an instance in the cluster: reading, server-side apply (also dry), deleting.

mod apply;
mod kind;
mod ownership;
mod prepare;

pub use apply::{Applied, Objects};
pub use kind::Kind;
pub use ownership::{Ownership, ownership};
pub use prepare::{COPY_OF, Prepared, prepare};

/// Who owns the fields the server sets.
pub const FIELD_MANAGER: &str = "slipway";

/// The label value of everything the server makes by itself.
pub const MANAGED_BY: (&str, &str) = ("app.kubernetes.io/managed-by", "slipway");
