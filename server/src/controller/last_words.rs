//! Last words of containers that died, for the diagnosis.

use std::time::Duration;

use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, LogParams};
use serde_json::Value;

use super::context::Context;
use crate::watch::LogKey;

/// How long a kubelet may take to give them.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lines kept of a dead container.
const LINES: i64 = 40;

/// Bytes kept of a dead container.
const BYTES: i64 = 16 << 10;

/// Fetches the last words of every life of a container that ended, once.
pub(super) async fn collect(context: &Context, instance: &str, pod: &Value) {
    for (key, previous) in ended(pod) {
        if context.stores.logs.has(instance, &key) {
            continue;
        }
        let pods: Api<Pod> = Api::namespaced(context.link.client.clone(), &context.link.identity.namespace);
        let params = LogParams {
            container: Some(key.container.clone()),
            previous,
            tail_lines: Some(LINES),
            limit_bytes: Some(BYTES),
            ..LogParams::default()
        };
        // A log that is gone stays gone, and a kubelet that hangs is not waited for: its absence is remembered too.
        let asked = tokio::time::timeout(PATIENCE, pods.logs(instance, &params)).await;
        let text = asked.ok().and_then(Result::ok).unwrap_or_default();
        context.stores.logs.put(instance, key, text);
    }
}

/// The containers that ended badly, and whether their log is that of the previous life.
fn ended(pod: &Value) -> Vec<(LogKey, bool)> {
    let uid = pod.pointer("/metadata/uid").and_then(Value::as_str).unwrap_or_default();
    let statuses = ["/status/initContainerStatuses", "/status/containerStatuses"];
    let statuses = statuses.iter().filter_map(|path| pod.pointer(path)?.as_array()).flatten();
    let badly = |status: &Value, path: &str| {
        status.pointer(path).and_then(|end| end.get("exitCode")?.as_i64()).is_some_and(|code| code != 0)
    };
    statuses
        .filter_map(|status| {
            let now = badly(status, "/state/terminated");
            let before = badly(status, "/lastState/terminated");
            let container = status.get("name")?.as_str()?.to_owned();
            let restarts = i32::try_from(status.get("restartCount")?.as_i64()?).ok()?;
            let key = LogKey { pod: uid.to_owned(), container, restarts };
            (now || before).then_some((key, !now))
        })
        .collect()
}
