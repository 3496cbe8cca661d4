//! Questions about the caller, who may do everything here.

use axum::{
    body::Body,
    http::{Method, Response, StatusCode},
};
use serde_json::{Value, json};

use super::{Request, json as reply, target::Target};
use crate::{
    decode, object,
    status::{ApiError, Result},
};

/// Group, plural, kind, and the status that answers.
const REVIEWS: &[(&str, &str, &str)] = &[
    ("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
    ("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
    ("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
];

/// The entries of a group's `APIResourceList`.
pub(crate) fn resources(group: &str) -> Vec<Value> {
    let of_group = REVIEWS.iter().filter(|(of, _, _)| *of == group);
    of_group
        .map(|(_, plural, kind)| {
            json!({
                "name": plural, "singularName": kind.to_lowercase(), "namespaced": false, "kind": kind,
                "verbs": ["create"],
            })
        })
        .collect()
}

/// Answers a review; `None` when the URL does not name one.
pub(crate) fn answer(target: &Target, request: &Request) -> Option<Result<Response<Body>>> {
    let (_, _, kind) =
        REVIEWS.iter().find(|(group, plural, _)| *group == target.group && *plural == target.plural)?;
    if request.method != Method::POST {
        return Some(Err(ApiError::method_not_allowed()));
    }
    Some(decode::body(&request.body).map(|mut review| {
        object::put(&mut review, "/status", status(kind));
        reply(StatusCode::CREATED, &review)
    }))
}

fn status(kind: &str) -> Value {
    match kind {
        "SelfSubjectReview" => {
            json!({ "userInfo": { "username": "sandbox", "groups": ["system:masters", "system:authenticated"] } })
        }
        "SelfSubjectRulesReview" => json!({
            "resourceRules": [{ "verbs": ["*"], "apiGroups": ["*"], "resources": ["*"] }],
            "nonResourceRules": [{ "verbs": ["*"], "nonResourceURLs": ["*"] }],
            "incomplete": false,
        }),
        _ => json!({ "allowed": true }),
    }
}
