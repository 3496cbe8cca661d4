//! What the server makes of a cluster that fails: while a fault lasts, others change what is there; afterwards the
//! server shows what is there, and it has not asked more than it may.

mod changes;
mod play;
mod shown;

use std::time::Duration;

use futures::StreamExt;
use slipway_server::cluster::Timing;

/// A fault of the sandbox's API (`docs/sandbox.md`).
struct Row {
    /// Its number, and what is special.
    name: &'static str,
    /// Ordered before the changes; without it the fault itself is.
    before: &'static str,
    /// The fault.
    orders: &'static str,
    /// It hides what changes, so the console says within [`TOLD`] that something is wrong.
    told: bool,
}

const fn quiet(name: &'static str, orders: &'static str) -> Row {
    Row { name, before: "", orders, told: false }
}

const fn told(name: &'static str, orders: &'static str) -> Row {
    Row { name, before: "", orders, told: true }
}

const ROWS: &[Row] = &[
    told("F1", "watch-gone"),
    told("F2", "watch-expired"),
    told("F3", "watch-ends"),
    quiet("F4", "watch-silent"),
    told("F5 garbage", "watch-garbage"),
    quiet("F5 cut", "watch-cut each=2"),
    quiet("F6 deleted", "watch-swallows change=deleted"),
    quiet("F6 all", "watch-swallows"),
    quiet("F7 twice", "watch-twice"),
    quiet("F7 older", "watch-older"),
    quiet("F8", "list-whole; list-expired; slow delay=300ms verb=list; watch-expired each=3"),
    quiet("F9", "watch-no-bookmarks"),
    told("F10", "too-many retry-after=2 verb=watch,list"),
    told("F11 500", "fails code=500 scope=cluster"),
    told("F11 502", "fails code=502 scope=cluster"),
    told("F11 503", "fails code=503 scope=cluster"),
    told("F11 504", "fails code=504 verb=watch,list"),
    told("F12", "reset scope=cluster"),
    quiet("F13", "drip delay=1ms verb=get,list"),
    quiet("F14", "slow delay=700ms verb=create,update,patch,delete"),
    quiet("F15", "conflict verb=patch resource=agentinstances/status each=2"),
    quiet("F15 always", "conflict verb=patch resource=agentinstances/status"),
    quiet("F16", "foreign-manager"),
    quiet("F17", "hang verb=create,patch resource=pods,persistentvolumeclaims"),
    told("F18", "forbidden verb=watch,list"),
    Row { name: "F19", before: "checkpoint", orders: "rollback", told: false },
    Row { name: "F19 other", before: "watch-twice", orders: "other-cluster", told: false },
    quiet("F20", "answer-lost each=2"),
    told("F21", "frozen"),
    told("F22", "unauthorized"),
];

/// How long a fault lasts, and the changes with it.
const LASTS: Duration = Duration::from_secs(6);
/// Within what time the console says that something is wrong: with room for a machine that does much else.
const TOLD: Duration = Duration::from_secs(8);
/// Within what time after a fault the server shows what is there.
const EQUAL: Duration = Duration::from_secs(10);
/// Requests of a watch at once: at its beginning, and when it learns that the cluster is back.
const AT_ONCE: u32 = 3 + 4;
/// How many clusters are played at once.
const TOGETHER: usize = 4;

/// Faster than real: as many requests in six seconds as else in a minute. What was swallowed (F6) is found by the next
/// list, here within six seconds and else within ten minutes; how soon the others are told and mended with real times is
/// shown where these are (`cluster/timing.rs`).
fn timing() -> Timing {
    Timing {
        heartbeat: Duration::from_millis(200),
        patience: Duration::from_secs(2),
        look: Duration::from_millis(1_500),
        retry: Duration::from_millis(400),
        watch: Duration::from_secs(2),
        silence: Duration::from_secs(3),
        answer: Duration::from_secs(2),
        relist: Duration::from_secs(6),
        request: Timing::default().request / 10,
        report_after: Timing::default().report_after / 10,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_every_fault_the_server_shows_what_is_there() {
    let only = std::env::var("FAULT").unwrap_or_default();
    let rows: Vec<&Row> = ROWS.iter().filter(|row| row.name.starts_with(&only)).collect();
    assert!(!rows.is_empty(), "no row is called {only}");
    let played = futures::stream::iter(rows).map(async |row| (row.name, play::play(row).await));
    let played: Vec<_> = played.buffer_unordered(TOGETHER).collect().await;
    let wrong: Vec<String> = played
        .into_iter()
        .flat_map(|(name, wrong)| wrong.into_iter().map(move |why| format!("{name}: {why}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
