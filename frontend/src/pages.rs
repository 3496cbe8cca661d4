//! The pages, one file each.

pub(crate) mod configure;
mod editor;
mod fetched;
pub(crate) mod images;
pub(crate) mod instance;
pub(crate) mod instances;
pub(crate) mod not_found;
pub(crate) mod notice;
