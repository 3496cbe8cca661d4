use std::time::Duration;

use crate::errors;

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
    #[error("{0}")]
    Refused(String),
    /// The API server did not answer, or conflicts: tried again, and nothing is shown.
    #[error("{0}")]
    Cluster(#[source] kube::Error),
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
            Some(status) if matches!(status.code, 400 | 403 | 404 | 405 | 422) => {
                Self::Refused(errors::explained(status))
            }
            Some(_) | None => Self::Cluster(error),
        }
    }
}
