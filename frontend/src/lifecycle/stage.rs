use slipway_core::api::{Current, Desired, InstanceView};

/// What an instance is on its way to or at: desired and current state in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// It does not work.
    Error,
    /// Accepted.
    Created,
    /// Scheduling, pulling.
    Deploying,
    /// Containers are starting.
    Loading,
    /// Works.
    Active,
    /// Told to stop, and its pod is still there.
    Stopping,
    /// Stopped.
    Inactive,
    /// Told to be deleted, and its pod is still there.
    Deleting,
    /// Deleted, its volume kept.
    Deleted,
}

/// The stages people filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Works.
    Active,
    /// On its way there.
    Starting,
    /// Does not work.
    Error,
    /// Stopped or stopping.
    Inactive,
    /// Deleted or being deleted.
    Deleted,
}

impl Stage {
    /// The stage of `view`.
    #[must_use]
    pub(crate) fn of(view: &InstanceView) -> Self {
        match (view.desired, view.current) {
            (Desired::Deleted, Current::Inactive | Current::Created) => Self::Deleted,
            (Desired::Deleted, Current::Deploying | Current::Loading | Current::Active | Current::Error) => {
                Self::Deleting
            }
            (Desired::Active | Desired::Inactive, Current::Error) => Self::Error,
            (Desired::Inactive, Current::Deploying | Current::Loading | Current::Active) => Self::Stopping,
            (Desired::Active | Desired::Inactive, Current::Created) => Self::Created,
            (Desired::Active, Current::Deploying) => Self::Deploying,
            (Desired::Active, Current::Loading) => Self::Loading,
            (Desired::Active, Current::Active) => Self::Active,
            (Desired::Active, Current::Inactive) => Self::Created,
            (Desired::Inactive, Current::Inactive) => Self::Inactive,
        }
    }

    /// The word on its pill.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Created => "Created",
            Self::Deploying => "Deploying",
            Self::Loading => "Loading",
            Self::Active => "Active",
            Self::Stopping => "Stopping",
            Self::Inactive => "Inactive",
            Self::Deleting => "Deleting",
            Self::Deleted => "Deleted",
        }
    }

    /// The group people find it in.
    #[must_use]
    pub(crate) fn group(self) -> Group {
        match self {
            Self::Error => Group::Error,
            Self::Created | Self::Deploying | Self::Loading => Group::Starting,
            Self::Active => Group::Active,
            Self::Stopping | Self::Inactive => Group::Inactive,
            Self::Deleting | Self::Deleted => Group::Deleted,
        }
    }
}

impl Group {
    /// Every group, in the order of the filter.
    pub(crate) const ALL: [Self; 5] =
        [Self::Active, Self::Starting, Self::Error, Self::Inactive, Self::Deleted];

    /// Its word on screen.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Starting => "Starting",
            Self::Error => "Error",
            Self::Inactive => "Inactive",
            Self::Deleted => "Deleted",
        }
    }

    /// Its word in an address.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Starting => "starting",
            Self::Error => "error",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
        }
    }
}
