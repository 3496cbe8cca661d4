//! Every way a request can fail becomes a [`Problem`] here.
//!
//! A handler returns [`ApiError`]. Use [`ApiError::new`] for what the user can mend, `?` on a [`kube::Error`] for what
//! the API server answered, and [`ApiError::internal`] for what should not happen: it is logged once, with the
//! request's id, and hidden.

mod foreign;
mod kubernetes;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use slipway_core::api::{FieldProblem, Problem};
use slipway_core::finding::{Finding, MORE};

pub use kubernetes::{answer, explained, is_code, refusal, sentence};

/// A failed request.
#[derive(Clone, Debug)]
pub struct ApiError {
    problem: Box<Problem>,
    cause: Option<String>,
    /// Seconds after which it may work.
    retry_after: Option<u32>,
}

/// Shorthand of every handler.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A problem the user can mend.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let problem = Problem {
            status: status.as_u16(),
            code: code.to_owned(),
            message: message.into(),
            kubernetes: None,
            fields: Vec::new(),
            request_id: None,
        };
        Self { problem: Box::new(problem), cause: None, retry_after: None }
    }

    /// The request conflicts with what is there: 409.
    #[must_use]
    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// There is no such thing: 404.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", message)
    }

    /// The settings are wrong: 422 with every error among `findings`.
    #[must_use]
    pub fn findings(findings: &[Finding]) -> Self {
        let fields: Vec<FieldProblem> =
            findings.iter().filter(|finding| finding.is_error()).map(field_of).collect();
        // Of more than are told, one stands for the others.
        let others = findings.iter().filter(|finding| finding.is_error() && finding.code == MORE).count();
        let message = match (fields.len() - others, others) {
            (1, 0) => "One setting is wrong.".to_owned(),
            (count, 0) => format!("{count} settings are wrong."),
            (count, _) => format!("More than {count} settings are wrong."),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message).with_fields(fields)
    }

    /// Something that should not happen: logged once, hidden from the user.
    #[must_use]
    pub fn internal(cause: impl ToString) -> Self {
        let message = "Something went wrong inside Slipway; its log has the reason under this request id.";
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
        }
    }

    /// The same problem about `fields`.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.problem.fields = fields;
        self
    }

    /// Both problems in one: the first's, with the other's fields and messages behind.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        self.problem.message = format!("{} {}", self.problem.message, other.problem.message);
        self.problem.fields.extend(other.problem.fields.iter().cloned());
        if let (Some(one), Some(more)) = (&mut self.problem.kubernetes, &other.problem.kubernetes) {
            one.push('\n');
            one.push_str(more);
        }
        self
    }

    /// The same problem about the field `path` of the request.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        let field =
            FieldProblem { path: path.to_owned(), message: self.problem.message.clone(), object_path: None };
        self.with_fields(vec![field])
    }

    /// The same problem with the API server's own message.
    #[must_use]
    pub fn quoting(mut self, kubernetes: impl Into<String>) -> Self {
        self.problem.kubernetes = Some(kubernetes.into());
        self
    }

    /// The same problem with a cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl ToString) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// The same problem, which may be over after so many seconds (`Retry-After`).
    #[must_use]
    pub fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The problem as the client will read it.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl IntoResponse for ApiError {
    /// An empty response that carries the error; [`crate::middleware::problems`] writes the body, because only there
    /// the request's id is known.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Carried { problem: *self.problem, cause: self.cause });
        response
    }
}

/// An error on its way out.
#[derive(Clone, Debug)]
pub struct Carried {
    /// What the client will read.
    pub problem: Problem,
    /// What the log will say.
    pub cause: Option<String>,
}

fn field_of(finding: &Finding) -> FieldProblem {
    FieldProblem {
        path: finding.path.clone(),
        message: finding.message.clone(),
        object_path: finding.object_path.clone(),
    }
}

#[cfg(test)]
mod tests {
    use slipway_core::finding::first;

    use super::*;

    #[test]
    fn what_is_wrong_is_counted_and_of_too_much_it_is_said_that_there_is_more() {
        for (errors, expected) in [
            (1, "One setting is wrong."),
            (2, "2 settings are wrong."),
            (100, "100 settings are wrong."),
            (101, "More than 100 settings are wrong."),
            (8000, "More than 100 settings are wrong."),
        ] {
            let findings = (0..errors).map(|n| Finding::error("test", format!("f{n}"), "No.")).collect();
            let error = ApiError::findings(&first(findings));
            assert_eq!(error.problem().message, expected);
            assert_eq!(error.problem().fields.len(), errors.min(101), "the last one says how many more");
        }
        let advice = (0..200).map(|_| Finding::advice("test", "f", "Better."));
        let findings = [Finding::error("test", "f", "No.")].into_iter().chain(advice).collect();
        assert_eq!(ApiError::findings(&first(findings)).problem().message, "One setting is wrong.");
    }
}
