use slipway_core::api::{Current, Desired, InstanceView};

/// What can be done to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Action {
    /// Make its pod.
    Start,
    /// Take its pod away; its volume stays.
    Stop,
    /// Stop and start: the image's edits arrive.
    Restart,
    /// Bring a deleted one back, stopped.
    Restore,
    /// Take it off the list; its volume stays.
    Delete,
    /// Delete everything, its volume too.
    Purge,
}

impl Action {
    /// Every action, in the order of their buttons.
    pub(crate) const ALL: [Self; 6] =
        [Self::Start, Self::Stop, Self::Restart, Self::Restore, Self::Delete, Self::Purge];

    /// The word on its button.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::Stop => "Stop",
            Self::Restart => "Restart",
            Self::Restore => "Restore",
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
            Self::Restore => format!("Restored {what}; start it when you need it."),
            Self::Delete => format!("Deleted {what}; volumes are kept until they are purged."),
            Self::Purge => format!("Purged {what}."),
        }
    }

    /// Whether it makes sense for `view` now. The server has the last word.
    #[must_use]
    pub(crate) fn fits(self, view: &InstanceView) -> bool {
        match (self, view.desired) {
            (Self::Start, Desired::Inactive)
            | (Self::Stop | Self::Restart, Desired::Active)
            | (Self::Restore, Desired::Deleted)
            | (Self::Delete, Desired::Active | Desired::Inactive)
            | (Self::Purge, Desired::Inactive | Desired::Deleted) => true,
            (Self::Start, Desired::Active | Desired::Deleted)
            | (Self::Stop | Self::Restart, Desired::Inactive | Desired::Deleted)
            | (Self::Restore, Desired::Active | Desired::Inactive)
            | (Self::Delete, Desired::Deleted)
            | (Self::Purge, Desired::Active) => false,
        }
    }

    /// Whether its success is worth saying, because the instance leaves or enters the list.
    pub(super) fn is_told(self) -> bool {
        match self {
            Self::Start | Self::Stop | Self::Restart => false,
            Self::Restore | Self::Delete | Self::Purge => true,
        }
    }

    /// Whether it is asked about first.
    #[must_use]
    pub(crate) fn asks(self) -> bool {
        match self {
            Self::Start | Self::Stop | Self::Restart | Self::Restore => false,
            Self::Delete | Self::Purge => true,
        }
    }
}

/// Whether the settings of `view` can be edited now: it is neither to run nor deleted, has ended, and so has its pod.
#[must_use]
pub(crate) fn is_editable(view: &InstanceView) -> bool {
    let has_ended = match view.current {
        Current::Inactive | Current::Created | Current::Error => true,
        Current::Deploying | Current::Loading | Current::Active => false,
    };
    view.desired == Desired::Inactive && has_ended && view.containers.is_empty()
}
