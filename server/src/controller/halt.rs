use std::time::Duration;

use kube::core::Status;

use crate::errors;

/// The wait before an object that could not be read is read again.
const UNREADABLE: Duration = Duration::from_secs(30);

/// Why a pass went no further.
#[derive(Debug, thiserror::Error)]
pub(super) enum Halt {
    /// Something the user has to mend (or to wait for): the instance shows it.
    #[error("{sentence}")]
    Stuck {
        /// Why.
        sentence: String,
        /// When to try again without being told of a change.
        retry: Option<Duration>,
    },
    /// The API server refuses; it may change its mind (a quota is freed), so the pass is tried again.
    #[error("{sentence}")]
    Refused {
        /// Why, and what to do where that is known.
        sentence: String,
        /// The API server's own words.
        answer: String,
    },
    /// The API server was not reached, is busy, or conflicts: tried again, and nothing is shown.
    #[error("{0}")]
    Cluster(#[source] kube::Error),
    /// The API server takes requests and does not answer them: tried again, and nothing is shown.
    #[error("the cluster did not answer in time")]
    Silence,
}

impl Halt {
    /// Something that a change of a watched object mends.
    pub(super) fn stuck(sentence: impl Into<String>) -> Self {
        Self::Stuck { sentence: sentence.into(), retry: None }
    }

    /// Something that is worth another look after a while.
    pub(super) fn stuck_for(sentence: impl Into<String>, retry: Duration) -> Self {
        Self::Stuck { sentence: sentence.into(), retry: Some(retry) }
    }
}

impl From<kube::Error> for Halt {
    fn from(error: kube::Error) -> Self {
        match errors::answer(&error) {
            Some(status) if !is_passing(status) => {
                Self::Refused { sentence: errors::explained(status), answer: status.message.clone() }
            }
            None if matches!(error, kube::Error::SerdeError(_)) => {
                Self::stuck_for(errors::sentence(&error), UNREADABLE)
            }
            Some(_) | None => Self::Cluster(error),
        }
    }
}

/// Whether an answer is about the moment and not about the request. That an account is unknown (401) is the whole
/// cluster's trouble, which is shown as such. An etcd that elects a leader is an internal error (500).
fn is_passing(status: &Status) -> bool {
    matches!(status.code, 401 | 409 | 429 | 503 | 504)
        || (status.code == 500 && status.message.contains("etcdserver: "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_shown_but_those_about_the_moment() {
        let check = |code: u16, is_shown: bool| {
            let answer = Status::failure("no luck", "Reason").with_code(code);
            let halt = Halt::from(kube::Error::Api(Box::new(answer)));
            assert_eq!(matches!(halt, Halt::Refused { .. }), is_shown, "{code}");
        };
        for code in [400, 403, 404, 405, 413, 422, 500, 502] {
            check(code, true);
        }
        for code in [401, 409, 429, 503, 504] {
            check(code, false);
        }
    }

    #[test]
    fn an_election_passes_and_an_object_that_cannot_be_read_is_told() {
        let answer = Status::failure("etcdserver: leader changed", "InternalError").with_code(500);
        assert!(matches!(Halt::from(kube::Error::Api(Box::new(answer))), Halt::Cluster(_)));
        let words = serde_json::from_str::<u8>("300").expect_err("too large");
        let halt = Halt::from(kube::Error::SerdeError(words));
        assert!(matches!(&halt, Halt::Stuck { retry: Some(_), .. }), "{halt:?}");
        assert!(halt.to_string().contains("cannot be read"), "{halt}");
    }

    #[test]
    fn a_broken_webhook_is_shown_in_the_words_of_the_api_server() {
        let said = "Internal error occurred: failed calling webhook \"a.example.com\": connection refused";
        let answer = Status::failure(said, "InternalError").with_code(500);
        let Halt::Refused { sentence, answer } = Halt::from(kube::Error::Api(Box::new(answer))) else {
            panic!("not shown");
        };
        assert_eq!((sentence, answer.as_str()), (format!("{said}."), said));
    }
}
