//! Agents of every kind, made through Slipway's own API: what works from inside their containers, what must not, and
//! what the console says of those that cannot work.
//!
//! On the sandbox nothing can be run inside a container; there the same cases are started, stopped and removed.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

#[path = "agents/case.rs"]
mod case;
#[path = "agents/failure.rs"]
mod failure;
#[path = "agents/ground.rs"]
mod ground;
#[path = "agents/life.rs"]
mod life;
#[path = "agents/matrix.rs"]
mod matrix;
#[path = "agents/probe.rs"]
mod probe;
#[path = "agents/rights.rs"]
mod rights;
#[path = "agents/secure.rs"]
mod secure;
#[path = "agents/show.rs"]
mod show;
#[path = "agents/trouble.rs"]
mod trouble;
#[path = "agents/verified.rs"]
mod verified;
#[path = "agents/version.rs"]
mod version;
#[path = "agents/webhook.rs"]
mod webhook;
