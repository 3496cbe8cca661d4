use slipway_core::api::InstanceView;

use super::Stage;

/// What can be done to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Action {
    /// Make its pod.
    Start,
    /// Take its pod away; its volume stays.
    Stop,
    /// Stop and start: the image's edits arrive.
    Restart,
    /// Take it off the list; its volume stays.
    Delete,
    /// Delete everything, its volume too.
    Purge,
}

impl Action {
    /// The word on its button.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::Stop => "Stop",
            Self::Restart => "Restart",
            Self::Delete => "Delete",
            Self::Purge => "Purge",
        }
    }

    /// What a toast says of `names` when it is done, and one of several instances may be meant.
    #[must_use]
    pub(crate) fn done(self, names: &[String]) -> String {
        let what = match names {
            [one] => one.clone(),
            many => format!("{} instances", many.len()),
        };
        match self {
            Self::Start => format!("Starting {what}."),
            Self::Stop => format!("Stopping {what}."),
            Self::Restart => format!("Restarting {what}."),
            Self::Delete => format!("Deleted {what}; volumes are kept until they are purged."),
            Self::Purge => format!("Purged {what}."),
        }
    }

    /// Whether it makes sense for `view` now. The server has the last word.
    #[must_use]
    pub(crate) fn fits(self, view: &InstanceView) -> bool {
        let stage = Stage::of(view);
        let runs = matches!(
            stage,
            Stage::Created | Stage::Deploying | Stage::Loading | Stage::Active | Stage::Error
        );
        match self {
            Self::Start => matches!(stage, Stage::Inactive),
            Self::Stop | Self::Restart => runs,
            Self::Delete => !matches!(stage, Stage::Deleted | Stage::Deleting),
            Self::Purge => matches!(stage, Stage::Deleted | Stage::Inactive | Stage::Deleting),
        }
    }

    /// Whether it is asked about first.
    #[must_use]
    pub(crate) fn asks(self) -> bool {
        match self {
            Self::Start | Self::Stop | Self::Restart => false,
            Self::Delete | Self::Purge => true,
        }
    }
}
