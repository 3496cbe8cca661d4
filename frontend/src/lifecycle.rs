//! What people see of an instance's life, and what they can do about it.

mod action;
mod confirm;
mod entries;
mod pill;
mod run;
mod stage;

pub(crate) use action::{Action, is_editable};
pub(crate) use confirm::confirm_dialog;
pub(crate) use entries::offer_entries;
pub(crate) use pill::stage_pill;
pub(crate) use run::Runner;
pub(crate) use stage::{Group, Stage};
