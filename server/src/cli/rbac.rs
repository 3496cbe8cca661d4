use std::io::{self, Write};

use clap::Args;
use slipway_core::yaml;

use super::Failure;
use crate::rights;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Namespace of the images, the instances and the server's ServiceAccount.
    #[arg(long, value_name = "NAME", default_value = "slipway")]
    namespace: String,
    /// Name of the server's ServiceAccount.
    #[arg(long, value_name = "NAME", default_value = "slipway")]
    service_account: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let objects = rights::manifests(&arguments.namespace, &arguments.service_account);
    write!(io::stdout(), "{}", yaml::write_all(&objects))?;
    Ok(())
}
