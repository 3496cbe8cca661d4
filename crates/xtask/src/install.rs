//! What must be on the machine, put there when it is missing and that is possible, asked for in one sentence otherwise.

pub(crate) mod chromium;
pub(crate) mod debian;
pub(crate) mod node;
pub(crate) mod rust;
