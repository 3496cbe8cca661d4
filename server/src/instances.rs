//! Editing an instance only while its settings are those that the edit began from.

use kube::ResourceExt;

use crate::app::App;
use crate::crd::AgentInstance;
use crate::errors::{ApiError, ApiResult, is_code};
use crate::objects::writing;

/// How often an instance that changes all the time is looked at again before that is an error.
pub const TRIES: usize = 10;

/// Names what was asked of an instance: another value after every edit, start and stop, the same after the controller
/// wrote its status.
#[must_use]
pub fn version(instance: &AgentInstance) -> String {
    format!("{}-{}", instance.metadata.generation.unwrap_or_default(), instance.uid().unwrap_or_default())
}

/// Stores what `edit` makes of it, if it is still of this [`version`]. `None` when it is not.
///
/// # Errors
/// 404 for an instance that is not there, and what the API server answered.
pub async fn replace(
    app: &App,
    name: &str,
    version: &str,
    edit: impl Fn(&mut AgentInstance),
) -> ApiResult<Option<AgentInstance>> {
    let mut tries = 0;
    loop {
        let mut instance = app.instance(name).await?.ok_or_else(|| none(name))?;
        if self::version(&instance) != version {
            return Ok(None);
        }
        edit(&mut instance);
        tries += 1;
        match app.instances().replace(name, &writing(), &instance).await {
            Ok(instance) => return Ok(Some(instance)),
            Err(error) if is_code(&error, 409) && tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// There is no such instance.
#[must_use]
pub fn none(name: &str) -> ApiError {
    ApiError::not_found(format!("There is no instance {name}."))
}
