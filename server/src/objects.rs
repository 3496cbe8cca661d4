//! The objects of an instance in the cluster: reading, server-side apply (also dry), deleting.

use kube::api::{PatchParams, PostParams};
use slipway_core::names;

use crate::errors;

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

/// Whether something can be the name of an object at all. What cannot must not become part of a URL: `a/../b` would
/// name another object.
#[must_use]
pub fn is_name(text: &str) -> bool {
    names::dns1123_subdomain(text).is_ok()
}

/// Whether an API server says that there is no object of that name. Its answer names the object; a 404 about the path,
/// or of a proxy on the way, does not.
#[must_use]
pub fn is_missing(error: &kube::Error, name: &str) -> bool {
    errors::answer(error).is_some_and(|status| {
        let named = status.details.as_ref().is_some_and(|details| details.name == name);
        status.code == 404 && status.reason == "NotFound" && named
    })
}

/// An object that was asked for by `name`; `None` when the API server says that there is none.
///
/// # Errors
/// What else was answered.
pub fn found<T>(answer: Result<T, kube::Error>, name: &str) -> Result<Option<T>, kube::Error> {
    match answer {
        Ok(object) => Ok(Some(object)),
        Err(error) if is_missing(&error, name) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How the server writes objects that are not applied: under its own name.
#[must_use]
pub fn writing() -> PostParams {
    PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PostParams::default() }
}

/// How the server changes objects that are not applied: under its own name.
#[must_use]
pub fn changing() -> PatchParams {
    PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() }
}

/// The label value of everything the server makes by itself.
pub const MANAGED_BY: (&str, &str) = ("app.kubernetes.io/managed-by", "slipway");
