//! Questions about the caller, who may do everything here.

use axum::{
    body::Body,
    http::{Method, Response, StatusCode},
};
use serde_json::{Value, json};

use super::{Request, json as reply, target::Target};
use crate::{
    decode, object,
    status::{ApiError, Cause, Result},
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
    Some(reviewed(kind, request))
}

fn reviewed(kind: &str, request: &Request) -> Result<Response<Body>> {
    let mut review = decode::body(&request.body, kind)?;
    check(kind, &review)?;
    if kind == "SelfSubjectRulesReview" {
        // The question is not part of this answer.
        object::put(&mut review, "/spec", json!({}));
    }
    object::put(&mut review, "/status", status(kind));
    Ok(reply(StatusCode::CREATED, &review))
}

/// Exactly one thing can be asked about.
fn check(kind: &str, review: &Value) -> Result<()> {
    let (resource, path) =
        (review.pointer("/spec/resourceAttributes"), review.pointer("/spec/nonResourceAttributes"));
    let cause = match (kind, resource, path) {
        ("SelfSubjectRulesReview", _, _) if object::text(review, "/spec/namespace").is_empty() => {
            return Err(ApiError::bad_request("no namespace on request"));
        }
        ("SelfSubjectAccessReview", None, None) => {
            let why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
            Cause::invalid("spec.resourceAttributes", &Value::Null, why)
        }
        ("SelfSubjectAccessReview", Some(_), Some(asked)) => {
            let shown = format!(
                "Invalid value: {{\"Path\":{},\"Verb\":{}}}: cannot be specified in combination with resourceAttributes",
                object::at(asked, "/path"),
                object::at(asked, "/verb")
            );
            Cause::new("FieldValueInvalid", "spec.nonResourceAttributes", shown)
        }
        _ => return Ok(()),
    };
    Err(ApiError::invalid("authorization.k8s.io", "", "", &[cause]))
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
