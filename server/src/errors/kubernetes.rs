//! What the API server (or the way to it) says, as problems and sentences.

use axum::http::StatusCode;
use kube::core::Status;
use slipway_core::api::FieldProblem;
use slipway_core::limits::FINDINGS;

use super::{ApiError, foreign};

impl From<kube::Error> for ApiError {
    fn from(error: kube::Error) -> Self {
        match answer(&error) {
            Some(status) => answered(status),
            None if unread(&error).is_some() => {
                Self::new(StatusCode::BAD_GATEWAY, "cluster-failed", sentence(&error))
            }
            None => Self::new(StatusCode::SERVICE_UNAVAILABLE, "cluster-unreachable", sentence(&error))
                .because(&error),
        }
    }
}

/// The API server refuses `object` (e.g. `Pod/x`): 422 with its causes as fields.
#[must_use]
pub fn refusal(object: &str, status: &Status) -> ApiError {
    let message = format!("The cluster refuses {object}: {}", explained(status));
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", message)
        .quoting(foreign::quoted(&status.message))
        .with_fields(fields(status))
}

/// What the API server answered; `None` when it was not reached or not understood.
#[must_use]
pub fn answer(error: &kube::Error) -> Option<&Status> {
    if let kube::Error::Api(status) = error { Some(status) } else { None }
}

/// Whether the API server answered with this status.
#[must_use]
pub fn is_code(error: &kube::Error, code: u16) -> bool {
    answer(error).is_some_and(|status| status.code == code)
}

/// A sentence about an error of the client: the API server's own message, or why it was not reached or understood.
#[must_use]
pub fn sentence(error: &kube::Error) -> String {
    match (answer(error), unread(error)) {
        (Some(status), _) => explained(status),
        (None, Some(words)) => {
            format!("The cluster answered what cannot be read: {}.", foreign::plain(&words.to_string()))
        }
        (None, None) => format!("The cluster does not answer: {}.", foreign::plain(&root(error))),
    }
}

/// Why an answer was not understood.
fn unread(error: &kube::Error) -> Option<&serde_json::Error> {
    if let kube::Error::SerdeError(words) = error { Some(words) } else { None }
}

/// The API server's message as a sentence, with what to do where that is known.
#[must_use]
pub fn explained(status: &Status) -> String {
    if let Some(page) = foreign::page(status.code, &status.message) {
        return format!("The cluster's address answered {page}.");
    }
    let message = finished(&status.message);
    // So says an API server of 1.28 (handlers/update.go) when an object is applied that the account may not create.
    if let Some(subject) = status.message.trim_end().strip_suffix(" is forbidden:") {
        return format!(
            "{subject} is forbidden: the account that Slipway's server uses may not create it; `slipway rbac` prints the \
             rights it needs."
        );
    }
    if message.contains("violates PodSecurity") {
        return format!(
            "{message} The namespace enforces a Pod Security Standard; a Docker daemon in the pod needs the level \
             \"privileged\" (label pod-security.kubernetes.io/enforce)."
        );
    }
    if message.contains("exceeded quota") || message.contains("failed quota") {
        return format!("{message} A ResourceQuota of the namespace forbids it; Slipway tries again.");
    }
    if message.contains("without restartPolicy=Always") {
        return format!(
            "{message} An admission webhook of the cluster drops restartPolicy, or the cluster is older than native \
             sidecars (Kubernetes 1.29): update it, or run the daemon as a plain container."
        );
    }
    message
}

fn answered(status: &Status) -> ApiError {
    let (code, name) = match status.code {
        404 => (StatusCode::NOT_FOUND, "not-found"),
        409 => (StatusCode::CONFLICT, "conflict"),
        401 | 403 => (StatusCode::FORBIDDEN, "forbidden"),
        400 | 422 => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
        429 | 503 => (StatusCode::SERVICE_UNAVAILABLE, "cluster-busy"),
        _ => (StatusCode::BAD_GATEWAY, "cluster-failed"),
    };
    let problem = ApiError::new(code, name, explained(status)).with_fields(fields(status));
    // A page is nothing that Kubernetes said.
    let is_page = foreign::page(status.code, &status.message).is_some();
    if is_page { problem } else { problem.quoting(foreign::quoted(&status.message)) }
}

fn fields(status: &Status) -> Vec<FieldProblem> {
    let causes = status.details.iter().flat_map(|details| &details.causes);
    causes
        .filter(|cause| !cause.field.is_empty())
        .take(FINDINGS)
        .map(|cause| FieldProblem {
            path: String::new(),
            message: finished(&cause.message),
            object_path: Some(cause.field.clone()),
        })
        .collect()
}

fn finished(message: &str) -> String {
    match foreign::plain(message).trim_end_matches('.') {
        "" => "The cluster gave no reason.".to_owned(),
        text => format!("{text}."),
    }
}

/// The innermost cause: "connection refused" says more than "service error".
fn root(error: &kube::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_a_reason_is_given_one() {
        for (said, sentence) in [
            (
                "pods \"a-b\" is forbidden: ",
                "pods \"a-b\" is forbidden: the account that Slipway's server uses may not create it; `slipway rbac` prints \
                 the rights it needs.",
            ),
            ("pods \"a-b\" is forbidden: not today", "pods \"a-b\" is forbidden: not today."),
            ("", "The cluster gave no reason."),
        ] {
            let status = Status { message: said.to_owned(), code: 403, ..Status::default() };
            assert_eq!(explained(&status), sentence);
        }
    }
}
