use std::fmt::Debug;
use std::time::Duration;

use kube::api::{Api, ListParams};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::fault::Fault;
use super::version::Version;

/// Objects in one page of a list.
const PAGE: u32 = 500;

/// All objects with these labels and the version of the list, page by page; whole when its pages expire in between. Each
/// page may take as long as `answer`.
pub(super) async fn pages<K>(api: &Api<K>, labels: &str, answer: Duration) -> Result<(Vec<K>, Version), Fault>
where
    K: Clone + DeserializeOwned + Debug,
{
    let all = ListParams::default().labels(labels);
    let mut params = all.clone().limit(PAGE);
    let mut objects = Vec::new();
    loop {
        let asked = timeout(answer, api.list(&params)).await;
        let page = match asked.map_err(|_| Fault::Late(answer))?.map_err(Fault::of) {
            Ok(page) => page,
            Err(Fault::Expired(_)) if params.continue_token.is_some() => {
                objects.clear();
                // Without a limit there are no pages that could expire.
                params = all.clone();
                continue;
            }
            Err(fault) => return Err(fault),
        };
        objects.extend(page.items);
        match page.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(_) if params.limit.is_none() => {
                return Err(Fault::Expired("It pages a list that was asked for as a whole.".to_owned()));
            }
            Some(token) => params.continue_token = Some(token),
            None => return Ok((objects, Version::new(page.metadata.resource_version.unwrap_or_default()))),
        }
    }
}
