//! Requests on resources: from a method and a URL to a verb, and its result back.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Response, StatusCode, header},
};
use serde_json::{Value, json};

use super::{
    Api, Request,
    accept::{self, Form},
    fresh, json as reply, log, options,
    target::Target,
    watch, with_warnings,
};
use crate::{
    cluster::Cluster,
    decode, object,
    patch::PatchType,
    resource::Resource,
    status::{ApiError, Result},
    verbs::{self, Call, Written},
};

/// Subresources that a real server has and this one will not fake.
const UNSUPPORTED: &[&str] = &[
    "exec",
    "attach",
    "portforward",
    "proxy",
    "eviction",
    "binding",
    "ephemeralcontainers",
    "resize",
    "token",
    "scale",
];
/// Resources whose deletion answers with the object instead of a `Status`.
const RETURN_DELETED: &[&str] = &[
    "pods",
    "persistentvolumeclaims",
    "persistentvolumes",
    "serviceaccounts",
    "services",
    "resourcequotas",
    "storageclasses",
];

/// Answers a request on a resource.
pub(crate) async fn answer(
    api: &Api,
    resource: Arc<Resource>,
    target: Target,
    request: Request,
) -> Result<Response<Body>> {
    let Target { namespace, name, subresource, .. } = target;
    let agent = super::agent(&request.headers);
    let patching = request.method == Method::PATCH;
    let params = request.params.clone();
    let call = Call { resource, namespace, name, subresource, params, patching, agent };
    match call.subresource.as_str() {
        "" | "status" => {}
        "log" if call.resource.is_core("pods") && request.method != Method::GET => {
            return Err(ApiError::method_not_allowed());
        }
        "log" if call.resource.is_core("pods") => {
            options::check_log(&call)?;
            return log::answer(api, &call).await;
        }
        _ if call.resource.custom.is_some() => return Err(call.not_found()),
        sub if UNSUPPORTED.contains(&sub) => return Err(ApiError::not_supported(sub)),
        _ => return Err(ApiError::no_resource()),
    }
    if call.subresource == "status" && !call.resource.status {
        return Err(ApiError::no_resource());
    }
    if call.resource.namespaced && call.namespace.is_empty() && !call.name.is_empty() {
        return Err(ApiError::no_resource());
    }
    let form = accept::form(request.header(header::ACCEPT))?;
    options::check(&request, &call)?;
    if form == Form::Table {
        accept::check_table(&call.params)?;
    }
    // Of one object, the real server gives the object.
    if request.method == Method::GET && request.params.flag("watch") && call.name.is_empty() {
        return watch::answer(api, call, form).await;
    }
    if request.method == Method::GET {
        fresh::reached(&api.cluster.store, &call.params).await?;
    }
    stored(&api.cluster, &call, form, &request)
}

fn stored(cluster: &Cluster, call: &Call, form: Form, request: &Request) -> Result<Response<Body>> {
    let one = !call.name.is_empty();
    match (request.method.as_str(), one) {
        ("GET", true) => {
            let object = verbs::get(cluster, call)?;
            Ok(reply(StatusCode::OK, &form.one(&call.resource, &object, &call.params)))
        }
        ("GET", false) => list(cluster, call, form),
        ("POST", false) => written(call, form, &verbs::create(cluster, call, body(request, call)?)?),
        ("PUT", true) => written(call, form, &verbs::update(cluster, call, body(request, call)?)?),
        ("PATCH", true) => {
            let kind = PatchType::of(request.header(header::CONTENT_TYPE))
                .ok_or_else(ApiError::unknown_patch_type)?;
            written(call, form, &verbs::patch(cluster, call, kind, patch_body(request, kind)?)?)
        }
        ("DELETE", true) => {
            let deleted = verbs::delete(cluster, call, &deletion_options(request)?)?;
            Ok(reply(StatusCode::OK, &deletion(call, form, &deleted)))
        }
        ("DELETE", false) => {
            let items = verbs::delete_collection(cluster, call, &deletion_options(request)?)?;
            let metadata = json!({ "resourceVersion": cluster.store.revision().to_string() });
            Ok(reply(StatusCode::OK, &form.many(&call.resource, &items, metadata, &call.params)))
        }
        _ => Err(ApiError::method_not_allowed()),
    }
}

/// Types of a written object.
const BODIES: &[&str] = &["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

fn body(request: &Request, call: &Call) -> Result<Value> {
    let kind = request.header(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    if !kind.is_empty() && !BODIES.contains(&kind) {
        return Err(ApiError::unsupported_media_type(BODIES));
    }
    if kind.contains("yaml") && !request.body.starts_with(b"{") {
        return decode::yaml(&request.body);
    }
    decode::body(&request.body, &call.resource.kind)
}

fn patch_body(request: &Request, kind: PatchType) -> Result<Value> {
    match kind {
        PatchType::Apply if !request.body.starts_with(b"{") => decode::yaml(&request.body),
        PatchType::Apply | PatchType::Json | PatchType::Merge | PatchType::Strategic => {
            decode::patch(&request.body)
        }
    }
}

/// `DeleteOptions`, which may be absent.
fn deletion_options(request: &Request) -> Result<Value> {
    if request.body.is_empty() {
        return Ok(Value::Null);
    }
    let options = decode::body(&request.body, "DeleteOptions")?;
    options::check_deletion(&options)?;
    Ok(options)
}

fn list(cluster: &Cluster, call: &Call, form: Form) -> Result<Response<Body>> {
    let list = verbs::list(cluster, call)?;
    let mut metadata = json!({ "resourceVersion": list.revision.to_string() });
    if let Some((token, remaining)) = list.next {
        object::put(&mut metadata, "/continue", token.into());
        object::put(&mut metadata, "/remainingItemCount", remaining.into());
    }
    Ok(reply(StatusCode::OK, &form.many(&call.resource, &list.items, metadata, &call.params)))
}

fn written(call: &Call, form: Form, written: &Written) -> Result<Response<Body>> {
    let code = if written.created { StatusCode::CREATED } else { StatusCode::OK };
    let response = reply(code, &form.one(&call.resource, &written.object, &call.params));
    Ok(with_warnings(response, &written.warnings))
}

fn deletion(call: &Call, form: Form, deleted: &verbs::Deleted) -> Value {
    let returned = call.resource.custom.is_none() && RETURN_DELETED.contains(&call.resource.plural.as_str());
    if returned || !deleted.gone {
        return form.one(&call.resource, &deleted.object, &call.params);
    }
    let mut details = json!({
        "name": call.name, "kind": call.resource.plural, "uid": object::uid(&deleted.object),
    });
    if !call.resource.group.is_empty() {
        object::put(&mut details, "/group", call.resource.group.as_str().into());
    }
    json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details })
}
