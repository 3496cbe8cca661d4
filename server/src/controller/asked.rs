use std::fmt;

use crate::objects::Kind;

/// Something a pass asks of the API server, in the words of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// For an object of the instance.
    Read(Kind),
    /// To store an object of the instance.
    Write(Kind),
    /// To remove an object of the instance.
    Delete(Kind),
    /// For the image.
    ReadImage,
    /// For the instance itself.
    ReadInstance,
    /// To store its status.
    WriteStatus,
}

impl fmt::Display for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(kind) => write!(formatter, "the request for the {}", kind.name()),
            Self::Write(kind) => write!(formatter, "the write of the {}", kind.name()),
            Self::Delete(kind) => write!(formatter, "the deletion of the {}", kind.name()),
            Self::ReadImage => formatter.write_str("the request for the image"),
            Self::ReadInstance => formatter.write_str("the request for the instance"),
            Self::WriteStatus => formatter.write_str("the write of the status"),
        }
    }
}
