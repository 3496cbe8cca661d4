//! The columns of the table.

/// A column one can sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// Stage, the broken ones first.
    State,
    /// Name.
    Name,
    /// Name of the image.
    Image,
    /// Docker access.
    Docker,
    /// Pool.
    Pool,
    /// Size.
    Size,
    /// Ready containers.
    Ready,
    /// Restarts.
    Restarts,
    /// Age.
    Age,
    /// Cluster.
    Cluster,
}

impl Column {
    /// Every column, from the left.
    pub(crate) const ALL: [Self; 10] = [
        Self::State,
        Self::Name,
        Self::Image,
        Self::Docker,
        Self::Pool,
        Self::Size,
        Self::Ready,
        Self::Restarts,
        Self::Age,
        Self::Cluster,
    ];

    /// Its head.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::State => "State",
            Self::Name => "Name",
            Self::Image => "Image",
            Self::Docker => "Docker",
            Self::Pool => "Pool",
            Self::Size => "Size",
            Self::Ready => "Ready",
            Self::Restarts => "Restarts",
            Self::Age => "Age",
            Self::Cluster => "Cluster",
        }
    }

    /// Its word in an address.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Name => "name",
            Self::Image => "image",
            Self::Docker => "docker",
            Self::Pool => "pool",
            Self::Size => "size",
            Self::Ready => "ready",
            Self::Restarts => "restarts",
            Self::Age => "age",
            Self::Cluster => "cluster",
        }
    }

    /// The column of a word in an address.
    #[must_use]
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }
}
