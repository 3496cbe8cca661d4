//! No Docker: a standalone agent.

use super::Access;

pub(super) fn access() -> Access {
    Access::default()
}
