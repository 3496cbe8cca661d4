//! The handlers, one file per resource.

pub mod clusters;
pub mod console;
pub mod credentials;
pub mod dry_run;
pub mod edit;
pub mod events;
pub mod health;
pub mod images;
pub mod instances;
pub mod lifecycle;
pub mod logs;
pub mod manifests;
pub mod stream;
