//! The live stream: one publisher compares what changed with what was last said, one ring lets clients resume.

mod hub;
mod message;
mod publish;
mod ring;

pub use hub::Hub;
pub use message::{Message, Position};
pub use publish::publish;
