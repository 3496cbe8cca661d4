//! Refusals that a healthy cluster of one node never gives, in the words of `k8s.io/apimachinery/pkg/api/errors` and
//! `k8s.io/apiserver/pkg/endpoints/handlers/responsewriters`.

use serde_json::{Value, json};

use super::Asked;
use crate::status::ApiError;

/// Who every caller is.
const USER: &str = "sandbox";

/// 409 of a write that lost a race.
pub(super) fn raced(asked: &Asked) -> ApiError {
    let message = format!(
        "Operation cannot be fulfilled on {} \"{}\": the object has been modified; please apply your changes to the \
         latest version and try again",
        asked.qualified(),
        asked.name
    );
    ApiError { code: 409, reason: "Conflict", message, details: details(asked) }
}

/// 403 of a role that does not hold.
pub(super) fn without_right(asked: &Asked) -> ApiError {
    let Asked { verb, resource, group, namespace, name, agent: _, change: _ } = asked;
    if resource.starts_with('/') {
        let message = format!("forbidden: User \"{USER}\" cannot {verb} path \"{resource}\"");
        return ApiError { code: 403, reason: "Forbidden", message, details: json!({}) };
    }
    let what = if name.is_empty() { asked.qualified() } else { format!("{} \"{name}\"", asked.qualified()) };
    let place = match namespace.as_str() {
        "" => "at the cluster scope".to_owned(),
        namespace => format!("in the namespace \"{namespace}\""),
    };
    let message = format!(
        "{what} is forbidden: User \"{USER}\" cannot {verb} resource \"{resource}\" in API group \"{group}\" {place}"
    );
    ApiError { code: 403, reason: "Forbidden", message, details: details(asked) }
}

/// 401.
pub(super) fn unauthorized() -> ApiError {
    ApiError { code: 401, reason: "Unauthorized", message: "Unauthorized".to_owned(), details: Value::Null }
}

/// 503.
pub(super) fn unavailable() -> ApiError {
    let message = "apiserver not ready".to_owned();
    ApiError { code: 503, reason: "ServiceUnavailable", message, details: json!({ "retryAfterSeconds": 1 }) }
}

/// 504.
pub(super) fn timed_out() -> ApiError {
    let message =
        "Timeout: request did not complete within requested timeout - context deadline exceeded".to_owned();
    ApiError { code: 504, reason: "Timeout", message, details: json!({}) }
}

impl Asked {
    /// `pods` or `agentimages.slipway.dev`, without a subresource.
    fn qualified(&self) -> String {
        let plural = self.resource.split('/').next().unwrap_or_default();
        if self.group.is_empty() { plural.to_owned() } else { format!("{plural}.{}", self.group) }
    }
}

fn details(asked: &Asked) -> Value {
    let mut details = json!({ "kind": asked.resource.split('/').next() });
    for (field, value) in [("/name", &asked.name), ("/group", &asked.group)] {
        if !value.is_empty() {
            crate::object::put(&mut details, field, value.as_str().into());
        }
    }
    details
}
