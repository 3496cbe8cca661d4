//! Storing an edit only while the settings are those that it began from.

use std::fmt::Debug;
use std::time::Duration;

use kube::Resource;
use kube::api::Api;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::sleep;

use crate::errors::{ApiResult, is_code};
use crate::objects::{found, writing};

/// How often an object that changes all the time is looked at again before that is an error.
pub const TRIES: usize = 10;

/// The longest wait before it is looked at again: all of them come to a fraction of what people wait.
const PAUSE: Duration = Duration::from_millis(100);

/// Waits before an object that changes all the time is looked at again, each time for another while: two that disturb each
/// other do not do so in step.
pub async fn pause() {
    sleep(PAUSE.mul_f64(f64::midpoint(fastrand::f64(), 1.0))).await;
}

/// Names what was asked of an object: another value after every change of its spec, the same after one of its metadata
/// or its status.
#[must_use]
pub fn version(object: &impl Resource) -> String {
    let meta = object.meta();
    format!("{}-{}", meta.generation.unwrap_or_default(), meta.uid.clone().unwrap_or_default())
}

/// Stores what `edit` makes of an object, if it is still of this [`version`]. `None` when it is not, or is gone.
///
/// # Errors
/// What the API server answered.
pub async fn replace<K>(api: Api<K>, name: &str, version: &str, edit: impl Fn(&mut K)) -> ApiResult<Option<K>>
where
    K: Resource + Clone + Debug + Serialize + DeserializeOwned,
{
    let mut tries = 0;
    loop {
        let found = found(api.get(name).await, name)?.filter(|object| self::version(object) == version);
        let Some(mut object) = found else { return Ok(None) };
        edit(&mut object);
        tries += 1;
        match api.replace(name, &writing(), &object).await {
            Ok(object) => return Ok(Some(object)),
            Err(error) if is_code(&error, 409) && tries < TRIES => pause().await,
            Err(error) => return Err(error.into()),
        }
    }
}
