use std::time::Duration;

use kube::core::Status;

use super::asked::Asked;
use crate::errors;
use crate::work::Undone;

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
        retry: Duration,
    },
    /// The API server refuses; it may change its mind (a quota is freed), so the pass is tried again.
    #[error("{sentence}")]
    Refused {
        /// Why, and what to do where that is known.
        sentence: String,
        /// The API server's own words.
        answer: String,
    },
    /// The API server was not reached, is busy, or conflicts: tried again, and shown when it repeats.
    #[error("{asked}: {error}")]
    Cluster {
        /// Which request.
        asked: Asked,
        /// What came of it.
        #[source]
        error: Box<kube::Error>,
    },
    /// The API server took the request and did not answer it: tried again, and shown when it repeats.
    #[error("{0} was not answered in time")]
    Silence(Asked),
    /// Somebody else wrote the status in the meantime: the next pass begins with theirs.
    #[error("the status was written by somebody else")]
    Overtaken,
    /// There is no such instance any more.
    #[error("the instance is gone")]
    Gone,
    /// A computation did not end in time, or panicked, or the pass itself did.
    #[error("{0}")]
    Undone(#[from] Undone),
}

impl Halt {
    /// Something that a change of a watched object mends. It is looked at again all the same, but rarely.
    pub(super) fn stuck(sentence: impl Into<String>) -> Self {
        Self::stuck_for(sentence, Duration::from_secs(300))
    }

    /// Something that is worth another look after a while.
    pub(super) fn stuck_for(sentence: impl Into<String>, retry: Duration) -> Self {
        Self::Stuck { sentence: sentence.into(), retry }
    }

    /// What came of a request.
    pub(super) fn of(asked: Asked, error: kube::Error) -> Self {
        match errors::answer(&error) {
            Some(status) if !is_passing(status) => {
                Self::Refused { sentence: errors::explained(status), answer: status.message.clone() }
            }
            None if matches!(error, kube::Error::SerdeError(_)) => {
                Self::stuck_for(errors::sentence(&error), UNREADABLE)
            }
            Some(_) | None => Self::Cluster { asked, error: Box::new(error) },
        }
    }
}

/// Whether an answer is about the moment and not about the request. That an account is unknown (401) is the whole
/// cluster's trouble, which is shown as such. An etcd that elects a leader is an internal error (500); so is an object
/// that is too large for it, but that does not pass.
fn is_passing(status: &Status) -> bool {
    let is_of_etcd = status.message.contains("etcdserver: ") && !status.message.contains("too large");
    matches!(status.code, 401 | 409 | 429 | 503 | 504) || (status.code == 500 && is_of_etcd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::Kind;

    fn halt(code: u16, message: &str) -> Halt {
        let answer = Status::failure(message, "Reason").with_code(code);
        Halt::of(Asked::Write(Kind::Pod), kube::Error::Api(Box::new(answer)))
    }

    #[test]
    fn every_answer_is_shown_but_those_about_the_moment() {
        let check = |code: u16, message: &str, is_shown: bool| {
            let halt = halt(code, message);
            assert_eq!(matches!(halt, Halt::Refused { .. }), is_shown, "{code} {message}: {halt:?}");
        };
        for code in [400, 403, 404, 405, 413, 422, 500, 502] {
            check(code, "no luck", true);
        }
        for code in [401, 409, 429, 503, 504] {
            check(code, "no luck", false);
        }
        check(500, "etcdserver: leader changed", false);
        check(500, "etcdserver: request is too large", true);
    }

    #[test]
    fn an_object_that_cannot_be_read_is_told() {
        let words = serde_json::from_str::<u8>("300").expect_err("too large");
        let halt = Halt::of(Asked::Read(Kind::Pod), kube::Error::SerdeError(words));
        assert!(matches!(&halt, Halt::Stuck { retry: UNREADABLE, .. }), "{halt:?}");
        assert!(halt.to_string().contains("cannot be read"), "{halt}");
    }

    #[test]
    fn a_broken_webhook_is_shown_in_the_words_of_the_api_server() {
        let said = "Internal error occurred: failed calling webhook \"a.example.com\": connection refused";
        let Halt::Refused { sentence, answer } = halt(500, said) else { panic!("not shown") };
        assert_eq!((sentence, answer.as_str()), (format!("{said}."), said));
    }
}
