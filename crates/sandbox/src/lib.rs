//! An in-memory Kubernetes API server on loopback, with a scripted kubelet.
//!
//! A [`Sandbox`] is a cluster of one node to try things out on and to test against: `kube::Client` and `kubectl` work
//! with it as they are. It knows Kubernetes and nothing else. No container runs: a script decides from a pod's own
//! fields what its containers do, and says so with the statuses, events and logs of a real cluster.
//!
//! # Modules
//!
//! | module | what |
//! |---|---|
//! | `sandbox`, `options` | starting and stopping |
//! | `http` | URLs, headers, streams; discovery, OpenAPI, tables on the wire |
//! | `verbs` | create, get, list, update, patch, delete |
//! | `decode`, `admission`, `crd` | what a written object goes through: decoding, defaults, checks, schemas |
//! | `apply`, `patch` | server-side apply with field ownership; the other patch types |
//! | `selector`, `table` | label and field selectors; printed columns |
//! | `store` | objects, revisions, history, watchers |
//! | `resource` | what is served |
//! | `cluster` | what requests and controllers share; trusted writes |
//! | `controllers` | scheduler, claims, garbage, namespaces, definitions, the lost node |
//! | `kubelet` | what pods do; `kubelet::faults` is how they fail |
//! | `events`, `logs`, `node` | what the cluster says and has |
//! | `faults`, `requests` | how the API fails on command, and how often it was asked |
//! | `status` | refusals |
//! | `object`, `quantity`, `clock`, `random` | JSON objects, quantities, time, uids |
//!
//! A request goes down this list and an answer comes back up: `http` calls `verbs`, `verbs` call `decode`,
//! `admission` and `apply`, and all of them write to the `store`. Controllers and the kubelet follow the store and
//! write to it through `cluster`; nothing calls them.

mod admission;
mod apply;
mod clock;
mod cluster;
mod controllers;
mod crd;
mod decode;
mod events;
mod faults;
mod http;
mod kubelet;
mod logs;
mod node;
mod object;
mod options;
mod patch;
mod quantity;
mod random;
mod requests;
mod resource;
mod sandbox;
mod selector;
mod status;
mod store;
mod table;
mod verbs;

pub use http::CONNECTIONS;
pub use options::{NodeSize, Options, Pace};
pub use sandbox::Sandbox;
