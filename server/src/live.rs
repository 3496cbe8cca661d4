//! The live stream: one publisher compares what changed with what was last said, one ring lets clients resume.

mod hub;
mod publish;

pub use hub::{Hub, Message, Position, Subscription};
pub use publish::publish;
