//! Resource quotas.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    cluster::Cluster,
    object,
    quantity::{self, Quantity},
    resource::Resource,
    status::{ApiError, Result},
};

type Usage = BTreeMap<String, Quantity>;

/// Refuses a new object that does not say what a quota needs to know, or that exceeds one.
pub(crate) fn check(cluster: &Cluster, resource: &Resource, new: &Value) -> Result<()> {
    let namespace = object::namespace(new);
    for quota in cluster.list("resourcequotas", Some(namespace)) {
        let hard = hard(&quota);
        if resource.is_core("pods") {
            check_set(resource, new, &quota, &hard)?;
        }
        check_sum(cluster, resource, new, &quota, &hard)?;
    }
    Ok(())
}

fn hard(quota: &Value) -> Usage {
    let hard = object::at(quota, "/spec/hard").as_object().into_iter().flatten();
    hard.filter_map(|(name, value)| Some((name.clone(), quantity::parse(value.as_str()?)?))).collect()
}

/// Every container must set what a quota limits: `must specify limits.memory for: agent`.
fn check_set(resource: &Resource, pod: &Value, quota: &Value, hard: &Usage) -> Result<()> {
    let mut missing = Vec::new();
    for name in hard.keys() {
        let Some(pointer) = compute_pointer(name) else { continue };
        let without: Vec<&str> = containers(pod)
            .filter(|it| object::at(it, &pointer).is_null())
            .map(|it| object::text(it, "/name"))
            .collect();
        if !without.is_empty() {
            missing.push(format!("{name} for: {}", without.join(",")));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let why = format!("failed quota: {}: must specify {}", object::name(quota), missing.join("; "));
    Err(ApiError::forbidden(resource, object::name(pod), &why))
}

fn check_sum(cluster: &Cluster, resource: &Resource, new: &Value, quota: &Value, hard: &Usage) -> Result<()> {
    let requested: Usage = usage(resource, new, hard);
    let mut used = Usage::new();
    for existing in cluster.list(&resource.storage, Some(object::namespace(new))) {
        if !matches!(object::text(&existing, "/status/phase"), "Succeeded" | "Failed") {
            add(&mut used, usage(resource, &existing, hard));
        }
    }
    let zero = Quantity::ZERO;
    let over: Vec<&String> = requested
        .iter()
        .filter(|(name, value)| {
            let total = quantity::sum(used.get(*name).copied().unwrap_or(zero), **value);
            hard.get(*name).is_some_and(|limit| total > *limit)
        })
        .map(|(name, _)| name)
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    let listed = |of: &Usage| {
        let pairs = over.iter().map(|name| format!("{name}={}", of.get(*name).copied().unwrap_or(zero)));
        pairs.collect::<Vec<_>>().join(",")
    };
    let why = format!(
        "exceeded quota: {}, requested: {}, used: {}, limited: {}",
        object::name(quota),
        listed(&requested),
        listed(&used),
        listed(hard)
    );
    Err(ApiError::forbidden(resource, object::name(new), &why))
}

fn add(total: &mut Usage, more: Usage) {
    for (name, value) in more {
        let sum = total.get(&name).copied().unwrap_or(Quantity::ZERO);
        let sum = quantity::sum(sum, value);
        total.insert(name, sum);
    }
}

/// What an object uses of the resources that a quota limits.
fn usage(resource: &Resource, object: &Value, hard: &Usage) -> Usage {
    let mut used = Usage::new();
    for name in hard.keys() {
        if *name == resource.plural || *name == format!("count/{}", resource.qualified()) {
            used.extend(quantity::parse("1").map(|one| (name.clone(), one)));
        } else if resource.is_core("pods")
            && let Some(pointer) = compute_pointer(name)
        {
            let sum = containers(object)
                .filter_map(|it| quantity::parse(object::text(it, &pointer)))
                .fold(Quantity::ZERO, quantity::sum);
            used.insert(name.clone(), sum);
        } else if resource.is_core("persistentvolumeclaims") && name == "requests.storage" {
            let asked = quantity::parse(object::text(object, "/spec/resources/requests/storage"));
            used.extend(asked.map(|asked| (name.clone(), asked)));
        }
    }
    used
}

fn compute_pointer(name: &str) -> Option<String> {
    let name = if matches!(name, "cpu" | "memory") { format!("requests.{name}") } else { name.to_owned() };
    let (list, resource) = name.split_once('.')?;
    let compute = matches!(list, "requests" | "limits") && matches!(resource, "cpu" | "memory");
    compute.then(|| format!("/resources/{list}/{resource}"))
}

/// The containers that run for the pod's whole life; a quota does not count the others' peaks here.
fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    let sidecars = object::items(pod, "/spec/initContainers")
        .iter()
        .filter(|it| object::text(it, "/restartPolicy") == "Always");
    sidecars.chain(object::items(pod, "/spec/containers"))
}
