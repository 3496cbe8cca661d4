use std::time::Duration;

use kube::core::Status;

use crate::errors;

/// Why a list was not had, or why a watch ended before its time.
#[derive(Debug)]
pub(super) enum Fault {
    /// The API server does not know the version any more (410), or not yet.
    Expired(String),
    /// It was told something older than it had been told before.
    Back,
    /// Nothing came for so long, though the connection is open.
    Silent(Duration),
    /// The answer did not begin in time.
    Late(Duration),
    /// It ended at once, without a word.
    Closed,
    /// The client or the API server said what is wrong.
    Failed(Box<kube::Error>),
}

impl Fault {
    /// What an error of a request means.
    pub(super) fn of(error: kube::Error) -> Self {
        match errors::answer(&error) {
            Some(status) if is_version(status) => Self::Expired(errors::explained(status)),
            Some(_) | None => Self::Failed(Box::new(error)),
        }
    }

    /// Whether what is known has to be listed again, because the version it has is of no use.
    pub(super) fn needs_list(&self) -> bool {
        match self {
            Self::Expired(_) | Self::Back => true,
            Self::Silent(_) | Self::Late(_) | Self::Closed | Self::Failed(_) => false,
        }
    }

    /// Whether it is about the account's rights.
    pub(super) fn is_forbidden(&self) -> bool {
        matches!(self, Self::Failed(error) if errors::is_code(error, 403))
    }

    /// As a sentence.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Expired(words) => {
                format!("The API server does not go on from where it ended (410): {words}")
            }
            Self::Back => "The API server tells older states after newer ones.".to_owned(),
            Self::Silent(time) => format!(
                "Nothing came for {} seconds, not even a bookmark; something between the server and the API server \
                 may have dropped the connection.",
                time.as_secs()
            ),
            Self::Late(time) => {
                format!("The API server does not answer it within {} seconds.", time.as_secs())
            }
            Self::Closed => "The API server, or a proxy before it, ends it at once.".to_owned(),
            Self::Failed(error) => errors::sentence(error),
        }
    }
}

/// Whether an answer is about the version that was asked for: expired (410), or from the future (504 with a cause, as
/// after a restored backup).
fn is_version(status: &Status) -> bool {
    let causes = status.details.iter().flat_map(|details| &details.causes);
    let is_future = causes.into_iter().any(|cause| cause.reason == "ResourceVersionTooLarge");
    status.code == 410 || is_future
}
