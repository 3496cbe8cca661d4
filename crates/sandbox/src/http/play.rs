//! Plays the faults that strike requests, before and after they are done.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{Response, Uri, header},
    middleware::Next,
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Api, BODY_LIMIT, listen::Unanswered, target::Target};
use crate::{
    decode,
    faults::{Asked, Effect, Stage},
    object,
    patch::PatchType,
    verbs::{self, Call, Params},
};

/// The field manager that takes what others apply.
const SOMEBODY: &str = "somebody-else";

/// Counts a request, and lets happen to it what is to.
pub(super) async fn play(State(api): State<Api>, mut request: Request, next: Next) -> Response<Body> {
    let params = super::params(request.uri());
    let asked = asked(&request, &params);
    api.cluster.requests.count(&asked);
    let faults = &api.cluster.faults;
    let mut struck = faults.strike(Stage::Request, &asked);
    if !params.text("continue").is_empty() {
        struck.extend(faults.strike(Stage::Page, &asked));
    }
    let (mut lost, mut drip) = (false, None);
    for struck in struck {
        match struck.effect {
            Effect::Answer(answer) => return answer,
            Effect::Close => return unanswered(),
            Effect::CloseWhenDone => lost = true,
            Effect::Hang => return hang(&api).await,
            Effect::Freeze => tokio::select! {
                () = faults.over(&struck.order) => {}
                answer = hang(&api) => return answer,
            },
            Effect::Delay(delay) => sleep(delay).await,
            Effect::Drip(delay) => drip = Some(delay),
            Effect::Meddle => request = meddle(&api, request).await,
            Effect::WholeList => without_limit(request.uri_mut()),
            Effect::Silence
            | Effect::Cut
            | Effect::Swallow
            | Effect::Twice
            | Effect::Older
            | Effect::Travel(_) => {}
        }
    }
    let answer = next.run(request).await;
    if lost {
        return unanswered();
    }
    match drip {
        Some(delay) => dripping(answer, delay),
        None => answer,
    }
}

/// What a request asks for, in the words of roles.
fn asked(request: &Request, params: &Params) -> Asked {
    let path = request.uri().path();
    let target = Target::parse(path).filter(|target| !target.plural.is_empty()).unwrap_or_default();
    let verb = match (request.method().as_str(), target.plural.is_empty(), target.name.is_empty()) {
        ("GET", false, true) if params.flag("watch") => "watch",
        ("GET", false, true) => "list",
        ("POST", ..) => "create",
        ("PUT", ..) => "update",
        ("PATCH", ..) => "patch",
        ("DELETE", _, true) => "deletecollection",
        ("DELETE", _, false) => "delete",
        _ => "get",
    };
    let Target { group, namespace, plural, name, subresource, .. } = target;
    let resource = match (plural.as_str(), subresource.as_str()) {
        ("", _) => path.to_owned(),
        (plural, "") => plural.to_owned(),
        (plural, subresource) => format!("{plural}/{subresource}"),
    };
    let agent = super::agent(request.headers());
    Asked { verb, resource, group, namespace, name, agent, change: None }
}

fn unanswered() -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    answer.extensions_mut().insert(Unanswered);
    answer
}

/// Until the sandbox stops, or the client goes.
async fn hang(api: &Api) -> Response<Body> {
    let _ = api.closing.clone().wait_for(|closing| *closing).await;
    unanswered()
}

fn dripping(answer: Response<Body>, delay: Duration) -> Response<Body> {
    answer.map(|body| {
        let pieces = body.into_data_stream().flat_map(|piece| {
            let bytes = piece.unwrap_or_default();
            stream::iter((0..bytes.len()).map(move |at| bytes.slice(at..=at)))
        });
        Body::from_stream(pieces.then(move |byte| async move {
            sleep(delay).await;
            Ok::<Bytes, Infallible>(byte)
        }))
    })
}

/// Takes the size of a page out of a URL.
fn without_limit(uri: &mut Uri) {
    let query = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.starts_with("limit="));
    let path = format!("{}?{}", uri.path(), query.collect::<Vec<_>>().join("&"));
    if let Ok(whole) = path.parse() {
        *uri = whole;
    }
}

/// Changes a label, or else an annotation, of an object before it is applied.
async fn meddle(api: &Api, request: Request) -> Request {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Request::from_parts(parts, Body::empty());
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let target = Target::parse(parts.uri.path());
    if let (Some(PatchType::Apply), Ok(config), Some(target)) =
        (PatchType::of(kind), decode::yaml(&bytes), target)
    {
        take_over(api, target, &config);
    }
    Request::from_parts(parts, Body::from(bytes))
}

fn take_over(api: &Api, target: Target, config: &Value) -> Option<()> {
    let Target { group, version, namespace, plural, name, .. } = target;
    let resource = api.cluster.registry.find(&group, &version, &plural)?;
    let entries = |field: &str| object::at(config, &format!("/metadata/{field}")).as_object();
    let (field, key) = ["labels", "annotations"]
        .into_iter()
        .find_map(|field| Some((field, entries(field)?.keys().next()?)))?;
    let patch = json!({ "metadata": { field: { key: SOMEBODY } } });
    let (params, subresource) = (Params::default(), String::new());
    let agent = SOMEBODY.to_owned();
    let call = Call { resource, namespace, name, subresource, params, patching: true, agent };
    // Refused, it has not happened.
    verbs::patch(&api.cluster, &call, PatchType::Merge, patch).ok().map(|_| ())
}
