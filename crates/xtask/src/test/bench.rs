//! The benchmarks with few repetitions: that they still work, not what they say.

use anyhow::anyhow;

use super::counts::Counts;
use super::{Context, Failure, Success};
use crate::bench;
use crate::cargo::Profile;
use crate::progress::Step;

/// Every measure once. Both sides of most are compared in what they give before they are measured.
pub(super) fn smoke(context: &Context<'_>, step: &Step) -> Result<Success, Failure> {
    match bench::missing() {
        Some(why) if context.insists => return Err(anyhow!(why).into()),
        Some(why) => return Err(Failure::Impossible { why }),
        None => {}
    }
    let passed = bench::smoke(context.workspace, step, Profile::new(context.release))?;
    Ok(Success { counts: Counts { passed, ..Counts::default() }, text: String::new() })
}
