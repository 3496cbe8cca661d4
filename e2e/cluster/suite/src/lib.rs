//! Where the suite's tests run: on a real cluster when one is named, on the sandbox where a test can.
//!
//! A real cluster is named by the environment: `SLIPWAY_TEST_KUBECONFIG` (a file) and, if it is not the file's current
//! one, `SLIPWAY_TEST_CONTEXT`. `cargo xtask test` sets them for the test cluster, `--context` for one of the user's.

mod cluster;
mod console;
mod exec;
mod kubeconfig;
mod place;
mod random;
mod shrink;
mod wait;

pub use cluster::{Cluster, real, sandbox};
pub use console::{Answer, Console};
pub use exec::{Output, exec};
pub use kubeconfig::KubeconfigFile;
pub use place::{Place, in_place};
pub use random::{Random, cases};
pub use shrink::shrink;
pub use wait::{eventually, in_time, until_gone};
