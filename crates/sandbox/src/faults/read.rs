//! Reads the annotation.
//!
//! ```text
//! faults    = fault *( ";" fault )
//! fault     = name *( " " key "=" value )
//! ```

use std::time::Duration;

use serde_json::Value;

use super::{
    ANNOTATION, FAULTS, Fault,
    order::{Order, Scope, Selection, Settings},
    travel,
};
use crate::{cluster::Cluster, object, status::Cause, store::Change};

/// The keys that every fault takes.
const COMMON: &[&str] = &["resource", "verb", "name", "count", "each", "after", "for", "scope", "spare"];
const VERBS: &[&str] = &["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/// The annotation of a namespace; empty when absent.
pub(crate) fn text(namespace: &Value) -> &str {
    object::entry(namespace, "/metadata/annotations", ANNOTATION).and_then(Value::as_str).unwrap_or_default()
}

/// What is wrong with the annotation of a namespace.
pub(crate) fn causes(cluster: &Cluster, namespace: &Value) -> Vec<Cause> {
    let (text, field) = (text(namespace), format!("metadata.annotations[{ANNOTATION}]"));
    let (orders, mut wrong) = orders(text, object::name(namespace));
    if orders.iter().any(|order| order.fault.name == "rollback") && !travel::is_remembered(cluster) {
        wrong.push("rollback: there is no checkpoint to go back to".to_owned());
    }
    wrong.iter().map(|why| Cause::invalid(field.as_str(), &text.into(), why)).collect()
}

/// The orders of an annotation, and what cannot be read.
pub(super) fn orders(text: &str, namespace: &str) -> (Vec<Order>, Vec<String>) {
    let mut orders = Vec::new();
    let mut wrong = Vec::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let mut words = part.split_whitespace();
        let name = words.next().unwrap_or_default();
        let Some(fault) = FAULTS.iter().find(|fault| fault.name == name) else {
            wrong.push(unknown(name));
            continue;
        };
        let (mut selection, mut settings) = (Selection::of(fault), Settings::default());
        let refused = words.filter_map(|word| read(word, fault, &mut selection, &mut settings).err());
        wrong.extend(refused.map(|why| format!("{name}: {why}")));
        orders.push(Order::new(fault, selection, settings, namespace));
    }
    (orders, wrong)
}

fn unknown(name: &str) -> String {
    let known: Vec<String> = FAULTS.iter().map(|fault| format!("{} ({})", fault.name, fault.says)).collect();
    format!("there is no fault \"{name}\"; there are {}", known.join(", "))
}

type Read<T> = Result<T, String>;

fn read(word: &str, fault: &Fault, selection: &mut Selection, settings: &mut Settings) -> Read<()> {
    let (key, value) = word.split_once('=').ok_or_else(|| format!("\"{word}\" is no key=value"))?;
    if !COMMON.contains(&key) && !fault.takes.contains(&key) {
        let takes: Vec<&str> = COMMON.iter().chain(fault.takes).copied().collect();
        return Err(format!("it does not take \"{key}\"; it takes {}", takes.join(", ")));
    }
    match key {
        "resource" => selection.resources = list(value),
        "verb" => selection.verbs = verbs(value)?,
        "name" => selection.name = Some(value.to_owned()),
        "spare" => selection.spare = Some(value.to_owned()),
        "count" => selection.count = Some(number(key, value)?),
        "each" => selection.each = number(key, value)?,
        "after" => selection.after = duration(key, value)?,
        "for" => selection.lasts = Some(duration(key, value)?),
        "scope" => selection.scope = scope(value)?,
        "delay" => settings.delay = duration(key, value)?,
        "code" => settings.code = code(value)?,
        "retry-after" => settings.retry_after = number(key, value)?,
        "change" => settings.change = Some(change(value)?),
        _ => return Err(format!("it does not take \"{key}\"")),
    }
    Ok(())
}

fn list(value: &str) -> Vec<String> {
    value.split(',').map(str::to_owned).collect()
}

fn verbs(value: &str) -> Read<Vec<String>> {
    let verbs = list(value);
    match verbs.iter().find(|verb| !VERBS.contains(&verb.as_str())) {
        Some(verb) => Err(format!("verb: \"{verb}\" is none; there are {}", VERBS.join(", "))),
        None => Ok(verbs),
    }
}

fn number(key: &str, value: &str) -> Read<u64> {
    let wrong = || format!("{key}: \"{value}\" is no whole number from 1 on");
    value.parse().ok().filter(|it| *it > 0).ok_or_else(wrong)
}

/// `250ms`, `20s` or `2m`.
fn duration(key: &str, value: &str) -> Read<Duration> {
    let wrong = || format!("{key}: \"{value}\" is no duration such as 250ms, 20s or 2m");
    let units = [("ms", 1), ("s", 1_000), ("m", 60_000)];
    let (digits, unit) = units
        .into_iter()
        .find_map(|(end, unit)| value.strip_suffix(end).map(|digits| (digits, unit)))
        .ok_or_else(wrong)?;
    let count: u32 = digits.parse().map_err(|_| wrong())?;
    Ok(Duration::from_millis(u64::from(count) * unit))
}

fn scope(value: &str) -> Read<Scope> {
    match value {
        "namespace" => Ok(Scope::Namespace),
        "cluster" => Ok(Scope::Cluster),
        _ => Err(format!("scope: \"{value}\" is neither namespace nor cluster")),
    }
}

fn code(value: &str) -> Read<u16> {
    let codes = ["500", "502", "503", "504"];
    if codes.contains(&value) {
        return value.parse().map_err(|_| format!("code: \"{value}\" is no number"));
    }
    Err(format!("code: \"{value}\" is none of {}", codes.join(", ")))
}

fn change(value: &str) -> Read<Change> {
    match value {
        "added" => Ok(Change::Added),
        "modified" => Ok(Change::Modified),
        "deleted" => Ok(Change::Deleted),
        _ => Err(format!("change: \"{value}\" is none of added, modified, deleted")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_read_and_everything_wrong_is_said() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("", 0, &[]),
            ("watch-gone", 1, &[]),
            (
                "watch-gone resource=pods,events count=3; slow delay=250ms verb=patch each=3 after=1s for=2m ;",
                2,
                &[],
            ),
            ("watch-swallows change=deleted name=bamboo-*", 1, &[]),
            ("sleepy", 0, &["there is no fault \"sleepy\"; there are watch-gone ("]),
            ("slow delay=soon", 1, &["slow: delay: \"soon\" is no duration such as 250ms, 20s or 2m"]),
            ("slow change=added", 1, &["slow: it does not take \"change\"; it takes resource, "]),
            (
                "fails code=418 each=0",
                1,
                &["fails: code: \"418\" is none of 500", "fails: each: \"0\" is no whole"],
            ),
            (
                "hang verb=read scope=all now",
                1,
                &["hang: verb: \"read\" is none", "hang: scope: ", "hang: \"now\" is no"],
            ),
        ];
        for (text, count, expected) in cases {
            let (orders, wrong) = orders(text, "ci");
            assert_eq!(orders.len(), *count, "{text}");
            assert_eq!(wrong.len(), expected.len(), "{text}: {wrong:?}");
            for (said, start) in wrong.iter().zip(*expected) {
                assert!(said.starts_with(start), "{text}: {said}");
            }
        }
    }
}
