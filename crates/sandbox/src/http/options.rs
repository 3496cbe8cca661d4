//! The parameters of a request, as `k8s.io/apimachinery/pkg/apis/meta/v1/validation` checks them.

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::Request;
use crate::{
    object,
    patch::PatchType,
    status::{ApiError, Cause, Result},
    verbs::{Call, Params},
};

/// Refuses parameters that cannot be.
pub(crate) fn check(request: &Request, call: &Call) -> Result<()> {
    let params = &call.params;
    for name in ["limit", "gracePeriodSeconds", "timeoutSeconds"] {
        check_number(params.text(name))?;
    }
    let (kind, causes) = match (request.method.as_str(), call.name.is_empty()) {
        ("GET", true) => ("ListOptions", list_causes(params)),
        ("POST", _) => ("CreateOptions", write_causes(params)),
        ("PUT", _) => ("UpdateOptions", write_causes(params)),
        ("PATCH", _) => ("PatchOptions", patch_causes(request)),
        ("DELETE", _) => ("DeleteOptions", policy_causes(params.text("propagationPolicy"), false)),
        _ => return check_version(params.text("resourceVersion")),
    };
    refuse(kind, &causes)?;
    if request.method == Method::GET { check_list_version(params) } else { Ok(()) }
}

/// Refuses `DeleteOptions` that cannot be.
pub(crate) fn check_deletion(options: &Value) -> Result<()> {
    let orphans = !object::at(options, "/orphanDependents").is_null();
    refuse("DeleteOptions", &policy_causes(object::text(options, "/propagationPolicy"), orphans))
}

/// Refuses the parameters of a log that cannot be.
pub(crate) fn check_log(call: &Call) -> Result<()> {
    let names = ["tailLines", "limitBytes", "sinceSeconds"];
    names.iter().try_for_each(|name| check_number(call.params.text(name)))?;
    let least = |name: &str, least: i64, words: &str| {
        let value = call.params.number(name).filter(|value| *value < least)?;
        Some(Cause::invalid(name, &value.into(), &format!("must be greater than {words}")))
    };
    let both = !call.params.text("sinceSeconds").is_empty() && !call.params.text("sinceTime").is_empty();
    let why = "at most one of `sinceTime` or `sinceSeconds` may be specified";
    let causes: Vec<Cause> = [
        least("tailLines", 0, "or equal to 0"),
        least("limitBytes", 1, "0"),
        both.then(|| Cause::forbidden("[]", why)),
        least("sinceSeconds", 1, "0"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if causes.is_empty() { Ok(()) } else { Err(ApiError::invalid("", "PodLogOptions", &call.name, &causes)) }
}

fn refuse(kind: &str, causes: &[Cause]) -> Result<()> {
    if causes.is_empty() { Ok(()) } else { Err(ApiError::invalid("meta.k8s.io", kind, "", causes)) }
}

fn check_number(text: &str) -> Result<()> {
    if text.is_empty() || text.parse::<i64>().is_ok() {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("strconv.ParseInt: parsing \"{text}\": invalid syntax")))
}

/// The sentence for a resource version that is no number.
fn no_version(text: &str) -> Option<String> {
    let wrong = !text.is_empty() && text.parse::<u64>().is_err();
    wrong.then(|| {
        format!("resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax")
    })
}

fn check_version(text: &str) -> Result<()> {
    no_version(text).map_or(Ok(()), |why| Err(ApiError::internal(why)))
}

fn check_list_version(params: &Params) -> Result<()> {
    let version = params.text("resourceVersion");
    if params.flag("watch") {
        return check_version(version);
    }
    let refused = |why| Err(ApiError::bad_request(format!("invalid resource version: {why}")));
    no_version(version).map_or(Ok(()), refused)
}

fn unsupported(field: &str, value: &Value, supported: &[&str]) -> Cause {
    let supported: Vec<String> = supported.iter().map(|it| Value::from(*it).to_string()).collect();
    let message = format!("Unsupported value: {value}: supported values: {}", supported.join(", "));
    Cause::new("FieldValueNotSupported", field, message)
}

fn write_causes(params: &Params) -> Vec<Cause> {
    let (dry_run, validation) = (params.text("dryRun"), params.text("fieldValidation"));
    let mut causes = Vec::new();
    if !matches!(dry_run, "" | "All") {
        causes.push(unsupported("dryRun", &json!([dry_run]), &["All"]));
    }
    let validations = ["", "Ignore", "Strict", "Warn"];
    if !validations.contains(&validation) {
        causes.push(unsupported("fieldValidation", &validation.into(), &validations));
    }
    causes
}

fn patch_causes(request: &Request) -> Vec<Cause> {
    let apply = PatchType::of(request.header(header::CONTENT_TYPE)) == Some(PatchType::Apply);
    let mut causes = Vec::new();
    if !apply && !request.params.text("force").is_empty() {
        causes.push(Cause::forbidden("force", "may not be specified for non-apply patch"));
    }
    causes.extend(write_causes(&request.params));
    causes
}

fn policy_causes(policy: &str, orphans: bool) -> Vec<Cause> {
    let field = "propagationPolicy";
    if policy.is_empty() {
        return Vec::new();
    }
    if orphans {
        let why = "orphanDependents and deletionPropagation cannot be both set";
        return vec![Cause::invalid(field, &policy.into(), why)];
    }
    let policies = ["Foreground", "Background", "Orphan", "nil"];
    let known = policies.iter().take(3).any(|it| *it == policy);
    if known { Vec::new() } else { vec![unsupported(field, &policy.into(), &policies)] }
}

fn list_causes(params: &Params) -> Vec<Cause> {
    let (version, matching) = (params.text("resourceVersion"), params.text("resourceVersionMatch"));
    let (field, initial) = ("resourceVersionMatch", params.flag("sendInitialEvents"));
    if params.flag("watch") {
        let wrong = initial && matching != "NotOlderThan";
        let why = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
        return if wrong { vec![Cause::forbidden(field, why)] } else { Vec::new() };
    }
    let mut causes = Vec::new();
    if !matching.is_empty() && version.is_empty() {
        let why = "resourceVersionMatch is forbidden unless resourceVersion is provided";
        causes.push(Cause::forbidden(field, why));
    }
    if !matching.is_empty() && !params.text("continue").is_empty() {
        causes.push(Cause::forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
    }
    let known = ["Exact", "NotOlderThan", ""];
    if !known.contains(&matching) {
        causes.push(unsupported(field, &matching.into(), &known));
    }
    if matching == "Exact" && version == "0" {
        let why = "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"";
        causes.push(Cause::forbidden(field, why));
    }
    if initial {
        causes.push(Cause::forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    causes
}
