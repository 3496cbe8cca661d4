//! Where the suite's tests run: on a real cluster when one is named, on the sandbox where a test can.
//!
//! A real cluster is named by the environment: `SLIPWAY_TEST_KUBECONFIG` (a file) and, if it is not the file's current
//! one, `SLIPWAY_TEST_CONTEXT`. `cargo xtask test` sets them for the test cluster, `--context` for one of the user's. Tests
//! whose names end in `on_the_test_cluster` need its images and registries, or stop its components by the command in
//! `SLIPWAY_TEST_PART`. Of the cases of agents only a choice runs on a real cluster, with
//! `SLIPWAY_TEST_FULL=1` all; `SLIPWAY_TEST_ONLY` picks them by a part of their name, `SLIPWAY_UPDATE_VERIFIED=1` writes
//! `docs/verified.md`.

mod choice;
mod cluster;
mod console;
mod exec;
mod kubeconfig;
mod part;
mod place;
mod random;
mod shrink;
mod wait;

pub use choice::chosen;
pub use cluster::{Cluster, real, sandbox};
pub use console::{Answer, Console};
pub use exec::{Output, exec};
pub use kubeconfig::KubeconfigFile;
pub use part::{Stopped, kubelet, part};
pub use place::{Place, in_place};
pub use random::{Random, cases};
pub use shrink::shrink;
pub use wait::{eventually, in_time, until_gone};
