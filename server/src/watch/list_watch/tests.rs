//! A cluster that plays a script: one answer for each request.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use futures::{StreamExt, stream};
use k8s_openapi::api::core::v1::Secret;
use kube::Client;
use serde_json::{Value, json};
use slipway_core::api::ClusterKind;

use super::*;
use crate::cluster::Identity;

/// Times so short that a case takes no second; three requests at once, then one in each twentieth of one.
const TIMING: Timing = Timing {
    heartbeat: Duration::from_millis(20),
    patience: Duration::from_secs(5),
    look: Duration::from_secs(600),
    retry: Duration::from_millis(20),
    watch: Duration::from_secs(1),
    silence: Duration::from_millis(400),
    answer: Duration::from_millis(400),
    relist: Duration::from_secs(600),
    request: Duration::from_millis(50),
    report_after: Duration::from_millis(100),
};

/// What the API server does with a request.
#[derive(Clone)]
enum Answer {
    /// A list of objects by name and version, the version of the list, and the token of the next page.
    List(&'static [(&'static str, u64)], u64, &'static str),
    /// Events of a watch by type, name and version; then it ends.
    Ends(&'static [(&'static str, &'static str, u64)]),
    /// The same, and then nothing.
    Hangs(&'static [(&'static str, &'static str, u64)]),
    Status(u16),
    /// Bytes that are no event; then it ends.
    Garbage,
    /// No answer at all.
    Never,
}

fn secret(name: &str, version: u64) -> Value {
    json!({"apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": name, "namespace": "slipway", "resourceVersion": version.to_string()}})
}

fn failure(code: u16) -> Value {
    json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": format!("code {code}"), "code": code})
}

fn lines(events: &[(&str, &str, u64)]) -> String {
    let line = |(kind, name, version): &(&str, &str, u64)| {
        let object = if *kind == "ERROR" { failure(410) } else { secret(name, *version) };
        format!("{}\n", json!({"type": kind, "object": object}))
    };
    events.iter().map(line).collect()
}

impl Answer {
    async fn respond(self) -> Response<Body> {
        let whole = |status: u16, body: String| {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            response
        };
        match self {
            Self::List(objects, version, token) => {
                let items: Vec<Value> =
                    objects.iter().map(|(name, version)| secret(name, *version)).collect();
                let metadata = json!({"resourceVersion": version.to_string(), "continue": token});
                let list =
                    json!({"kind": "SecretList", "apiVersion": "v1", "metadata": metadata, "items": items});
                whole(200, list.to_string())
            }
            Self::Ends(events) => whole(200, lines(events)),
            Self::Hangs(events) => {
                let said = stream::iter([Ok::<Bytes, Infallible>(Bytes::from(lines(events)))]);
                Response::new(Body::from_stream(said.chain(stream::pending())))
            }
            Self::Status(code) => whole(code, failure(code).to_string()),
            Self::Garbage => whole(200, "<html>\n".to_owned()),
            Self::Never => std::future::pending().await,
        }
    }
}

/// `list`, `page`, or `watch` with the version that is asked for.
fn asked(uri: &str) -> String {
    let query =
        |name: &str| uri.split(['?', '&']).find_map(|part| part.strip_prefix(name)).map(str::to_owned);
    match (query("watch="), query("continue=")) {
        (Some(_), _) => format!("watch {}", query("resourceVersion=").unwrap_or_default()),
        (None, Some(_)) => "page".to_owned(),
        (None, None) => "list".to_owned(),
    }
}

type Seen = Arc<Mutex<Vec<String>>>;

/// A link to a cluster that plays `script`, and then hangs.
fn link(script: &[Answer], seen: &Seen) -> Arc<Link> {
    let script = Arc::new(Mutex::new(script.iter().cloned().collect::<VecDeque<Answer>>()));
    let seen = seen.clone();
    let service = tower::service_fn(move |request: Request<kube::client::Body>| {
        let answer = script.lock().expect("nobody panicked").pop_front();
        if answer.is_some() {
            seen.lock().expect("nobody panicked").push(asked(&request.uri().to_string()));
        }
        async move { Ok::<_, Infallible>(answer.unwrap_or(Answer::Never).respond().await) }
    });
    let identity = Identity {
        name: "here".to_owned(),
        kind: ClusterKind::Kubeconfig,
        reason: String::new(),
        server: "http://127.0.0.1:1".to_owned(),
        namespace: "slipway".to_owned(),
    };
    Arc::new(Link::working_with(identity, Client::new(service, "slipway"), TIMING))
}

/// What a follower is told, in short.
fn told(event: &Event<Secret>) -> Option<String> {
    match event {
        Event::Init => Some("all:".to_owned()),
        Event::InitApply(object) | Event::Apply(object) => Some(object.name_any()),
        Event::Delete(object) => Some(format!("-{}", object.name_any())),
        Event::InitDone => None,
    }
}

/// Plays a script: these requests are made in this order, and this is told by then.
async fn check(script: &[Answer], requests: &[&str], expected: &str) -> Arc<Link> {
    let (seen, said) = (Seen::default(), Seen::default());
    let link = link(script, &seen);
    let api = Api::namespaced(link.client.clone(), "slipway");
    let source: ListWatch<Secret> = ListWatch::new(link.clone(), api, "Secret", "");
    let heard = said.clone();
    let following = tokio::spawn(source.follow(move |event| {
        heard.lock().expect("nobody panicked").extend(told(&event));
    }));
    let words = |of: &Seen| of.lock().expect("nobody panicked").clone();
    let all = async {
        while words(&seen).len() < requests.len() || words(&said).join(" ") != expected {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let in_time = timeout(Duration::from_secs(20), all).await;
    following.abort();
    assert!(in_time.is_ok(), "requests {:?}, told {:?} instead of {expected}", words(&seen), words(&said));
    assert_eq!(words(&seen), requests);
    link
}

#[tokio::test]
async fn a_watch_goes_on_where_it_ended() {
    use Answer::{Ends, Hangs, List};
    let script = [
        List(&[("a", 3)], 5, ""),
        Ends(&[("ADDED", "b", 6), ("BOOKMARK", "", 9)]),
        Hangs(&[("DELETED", "a", 12)]),
    ];
    check(&script, &["list", "watch 5", "watch 9"], "all: a b -a").await;
}

#[tokio::test]
async fn a_version_that_is_of_no_use_is_answered_with_a_new_list() {
    use Answer::{Ends, Hangs, List, Status};
    for end in
        [Status(410), Ends(&[("ERROR", "", 0)]), Ends(&[("ADDED", "z", 4)]), Ends(&[("BOOKMARK", "", 4)])]
    {
        let script = [List(&[("a", 3)], 5, ""), end, List(&[("b", 7)], 8, ""), Hangs(&[])];
        check(&script, &["list", "watch 5", "list", "watch 8"], "all: a all: b").await;
    }
}

#[tokio::test]
async fn any_other_end_is_followed_by_a_watch_from_the_same_version() {
    use Answer::{Ends, Garbage, Hangs, List, Never, Status};
    for end in [Ends(&[]), Garbage, Hangs(&[]), Never, Status(429), Status(502), Status(503)] {
        let script = [List(&[("a", 3)], 5, ""), end, Hangs(&[("MODIFIED", "a", 6)])];
        check(&script, &["list", "watch 5", "watch 5"], "all: a a").await;
    }
}

#[tokio::test]
async fn an_event_that_is_told_twice_is_taken_once() {
    use Answer::{Hangs, List};
    let events: &[_] = &[("ADDED", "b", 6), ("ADDED", "b", 6), ("DELETED", "b", 7)];
    check(&[List(&[], 5, ""), Hangs(events)], &["list", "watch 5"], "all: b -b").await;
}

#[tokio::test]
async fn a_list_comes_in_pages_and_whole_when_they_expire() {
    use Answer::{Hangs, List, Status};
    let script = [List(&[("a", 1)], 5, "more"), List(&[("b", 2)], 5, ""), Hangs(&[])];
    check(&script, &["list", "page", "watch 5"], "all: a b").await;
    let script = [List(&[("a", 1)], 5, "more"), Status(410), List(&[("a", 1), ("b", 2)], 6, ""), Hangs(&[])];
    check(&script, &["list", "page", "list", "watch 6"], "all: a b").await;
    // Half a list is none.
    let script = [List(&[("a", 1)], 5, "more"), Status(500), List(&[("b", 2)], 6, ""), Hangs(&[])];
    check(&script, &["list", "page", "list", "watch 6"], "all: b").await;
}

#[tokio::test]
async fn a_watch_that_fails_is_told_with_its_reason_until_it_works() {
    use Answer::{Ends, Hangs, List, Status};
    let works = Hangs(&[("ADDED", "b", 9)]);
    for (end, times, why) in [
        (Status(410), 6, "(410)"),
        (Ends(&[("ERROR", "", 0)]), 6, "(410)"),
        (Ends(&[]), 8, "ends it at once"),
        (Status(500), 8, "code 500"),
        (Hangs(&[]), 1, "Nothing came"),
    ] {
        let list = List(&[], 5, "");
        let mut script = vec![list.clone()];
        for _ in 0..times {
            script.push(end.clone());
            script.extend((why == "(410)").then(|| list.clone()));
        }
        script.push(works.clone());
        let link = link(&script, &Seen::default());
        let api = Api::namespaced(link.client.clone(), "slipway");
        let following =
            tokio::spawn(ListWatch::<Secret>::new(link.clone(), api, "Secret", "").follow(|_| {}));
        let until = async |is_told: bool| {
            let is_so = |_: &_| link.view().trouble.is_some_and(|words| words.contains(why)) == is_told;
            let mut health = link.subscribe();
            let waited = timeout(Duration::from_secs(20), health.wait_for(is_so)).await;
            assert!(waited.is_ok(), "{why} is told: {is_told}; {:?}", link.view().trouble);
        };
        until(true).await;
        assert!(link.view().as_of.is_some(), "{why}");
        until(false).await;
        assert_eq!(link.view().as_of, None, "{why}");
        following.abort();
    }
}
