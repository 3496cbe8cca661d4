//! YAML in and out.
//!
//! **In**: [`read`] gives the value `kubectl` would give (its reader is YAML 1.1: a plain `yes` is true, `0644` is 420),
//! so that what the console previews is what the cluster gets. What has no place in a manifest (duplicate or non-string
//! keys, tags, not-a-number) is refused with the line, as are texts made to exhaust the reader.
//!
//! **Out**: [`write`] is our own emitter. It puts the keys people look for first, and quotes what a YAML 1.1 or 1.2
//! reader would take for something other than text. [`highlight`] is the same emitter, noting where tokens stand.
//!
//! This module is the only one that knows `serde_yaml`.

mod emit;
mod error;
mod highlight;
mod kubectl;
mod locate;
mod mapping;
mod node;
mod order;
mod plain;
mod quoted;
mod read;
mod source;
mod surprises;
mod tags;

pub use crate::limits::Limits;
pub use emit::{write, write_all};
pub use error::YamlError;
pub use highlight::{Highlighted, Line, Token, TokenKind, highlight};
pub use locate::{locate, places};
pub use read::{read, read_all};
pub use surprises::{Surprise, yaml11_surprises};
