use std::time::Duration;

use kube::Api;

/// How long any condition may take: an emergency brake, not a wait.
const LIMIT: Duration = Duration::from_secs(180);

/// How often a condition is asked for.
const STEP: Duration = Duration::from_millis(100);

/// Asks until there is an answer.
///
/// # Panics
/// When there is none within three minutes.
pub async fn eventually<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    in_time(what, ask).await.unwrap_or_else(|never| panic!("{never}"))
}

/// Asks until there is an answer.
///
/// # Errors
/// When there is none within three minutes.
pub async fn in_time<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> Result<T, String> {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(STEP).await;
        }
    };
    tokio::time::timeout(LIMIT, asking).await.map_err(|_| format!("never within {LIMIT:?}: {what}"))
}

/// Waits until an object is gone.
///
/// # Panics
/// When it stays, or cannot be asked for.
pub async fn until_gone<K>(objects: &Api<K>, name: &str)
where
    K: Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let what = format!("{name} is gone");
    eventually(&what, async || objects.get_opt(name).await.expect("an answer").is_none().then_some(())).await;
}
