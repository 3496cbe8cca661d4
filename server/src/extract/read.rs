//! Reading JSON, and saying where it stopped fitting.

use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};
use serde_path_to_error::{Path, Segment};

use crate::errors::ApiError;

/// Reads a body; what is wrong is said in the reader's words.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let words = error.inner().to_string();
        let problem = unreadable(format!("The request is not what this route reads: {words}."));
        match field(error.path(), &words) {
            Some(path) => problem.at(&path),
            None => problem,
        }
    })?;
    reader
        .end()
        .map_err(|error| unreadable(format!("The request has something after its JSON: {error}.")))?;
    Ok(value)
}

/// Reads a body of texts, one of which is secret: nothing of what it holds is repeated, as the reader's words do.
pub(super) fn read_secret<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let value: Value = read(bytes)?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let words = error.inner().to_string();
        match field(error.path(), &words) {
            Some(path) if missing(&words).is_some() => unreadable("This is needed.").at(&path),
            // Its name may be the secret, in the wrong place.
            Some(_) if words.starts_with("unknown field") => {
                unreadable("The request has a field that this route does not read.")
            }
            Some(path) => unreadable("This must be text.").at(&path),
            None => unreadable("The request must be an object of texts."),
        }
    })
}

/// The field an error is about; `None` when it is about the whole, or nobody knows.
pub(super) fn field(path: &Path, words: &str) -> Option<String> {
    let is_known = path.iter().len() > 0 && !path.iter().any(|part| matches!(part, Segment::Unknown));
    let stopped = is_known.then(|| path.to_string());
    match (stopped, missing(words)) {
        (Some(stopped), Some(missing)) => Some(format!("{stopped}.{missing}")),
        (Some(field), None) => Some(field),
        (None, Some(field)) => Some(field.to_owned()),
        (None, None) => None,
    }
}

/// The field that is not there: serde says so about the object around it.
fn missing(words: &str) -> Option<&str> {
    words.strip_prefix("missing field `")?.split('`').next()
}

fn unreadable(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", message)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use slipway_core::api::{ApplyRequest, CredentialsRequest, ImageRequest, Problem};

    use super::*;

    /// The field of the problem, empty without one.
    fn path(problem: &Problem) -> &str {
        problem.fields.first().map(|field| field.path.as_str()).unwrap_or_default()
    }

    #[test]
    fn the_field_is_the_one_that_is_wrong_missing_or_unknown() {
        fn check<T: DeserializeOwned>(body: &str, expected: &str) {
            let error = read::<T>(body.as_bytes()).err().expect("it does not fit");
            assert_eq!(path(error.problem()), expected, "{body}: {:?}", error.problem());
        }
        check::<Value>("{", "");
        check::<ImageRequest>("{", "");
        check::<ImageRequest>("7", "");
        check::<ImageRequest>("{}", "name");
        check::<ImageRequest>(r#"{"name": "a"}"#, "image");
        check::<ImageRequest>(r#"{"name": "a", "image": {"docker": {"port": "many"}}}"#, "image.docker.port");
        check::<ApplyRequest>(r#"{"config": {}}"#, "manifestSha256");
        check::<ApplyRequest>(r#"{"config": {}, "bogus": 1}"#, "bogus");
    }

    #[test]
    fn a_secret_is_never_repeated() {
        for (body, expected, said) in [
            (r#"{"name": "a", "registry": "r", "username": "u", "password": 31415926}"#, "password", "text"),
            (
                r#"{"name": "a", "registry": "r", "username": "u", "password": ["31415926"]}"#,
                "password",
                "text",
            ),
            (r#"{"name": "a", "registry": "r", "username": "u"}"#, "password", "needed"),
            (r#"{"name": "a", "31415926": "p"}"#, "", "does not read"),
            (r#""31415926""#, "", "an object"),
            ("31415926", "", "an object"),
            (r#"{"password": 31415926"#, "", "line 1"),
            (r#"{"password": "31415926"} 31415926"#, "", "after its JSON"),
        ] {
            let error = read_secret::<CredentialsRequest>(body.as_bytes()).expect_err("it does not fit");
            let problem = error.problem();
            assert_eq!(path(problem), expected, "{body}: {problem:?}");
            assert!(problem.message.contains(said), "{body}: {problem:?}");
            assert!(!format!("{error:?}").contains("31415926"), "{body}: {error:?}");
        }
    }
}
