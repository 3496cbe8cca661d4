use std::io::{self, Write};

use clap::Args;
use slipway_core::yaml;

use super::Failure;
use crate::crd;

#[derive(Debug, Args)]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments) -> Result<(), Failure> {
    write!(io::stdout(), "{}", yaml::write_all(&crd::definitions()))?;
    Ok(())
}
