//! The connections of clients: how many there may be, how long each may take, and how they end.
//!
//! A connection costs a descriptor and memory, whatever its client does with it. So a client that sends no request,
//! keeps an idle connection or does not read its answer is given up in time, and where there are as many as may be, the
//! one that has done nothing for longest makes room. What the server needs for itself (the cluster, its files) is never
//! given to clients.

mod accept;
mod activity;
mod descriptors;
mod full;
mod limits;
mod register;
mod streams;
mod tracked;
mod watched;

pub use accept::serve;
pub use descriptors::raise;
pub use limits::Limits;
pub use streams::{Place, Streams};
