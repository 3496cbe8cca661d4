//! What the API shows of the custom resources and the objects behind them.

mod event;
mod evidence;
mod image;
mod instance;
mod refusal;

pub use event::events;
pub use evidence::Gathered;
pub use image::image;
pub use instance::instance;
pub use refusal::{kept, refused};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

/// A time as RFC 3339; empty without one.
#[must_use]
pub fn time(time: Option<&Time>) -> String {
    time.map(|time| time.0.to_string()).unwrap_or_default()
}
