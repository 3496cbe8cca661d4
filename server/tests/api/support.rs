//! A server in this process, and the ways to talk to it.

mod between;
mod client;
mod ground;
mod kubeconfig;
mod live;
mod raw;
mod scene;

pub(crate) use between::{Before, between};
pub(crate) use client::{Answer, Client};
pub(crate) use ground::Ground;
pub(crate) use kubeconfig::Kubeconfig;
pub(crate) use live::LiveClient;
pub(crate) use raw::Raw;
pub(crate) use scene::{Scene, apply_request, preset, settings};
