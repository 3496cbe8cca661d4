//! The built-in kinds other than pods.

use serde_json::{Value, json};

use super::{Column, Printer, age};
use crate::{object, resource::Resource};

type Cells = fn(&Value) -> Vec<String>;
type Names = &'static [(&'static str, i64)];
type Row = (&'static str, Names, Cells);

/// Kind, column names with their priority, and the cells after the name.
const PRINTERS: &[Row] = &[
    ("ConfigMap", &[("Data", 0), ("Age", 0)], config_map),
    ("CustomResourceDefinition", &[("Created At", 0)], definition),
    ("Lease", &[("Holder", 0), ("Age", 0)], lease),
    ("Namespace", &[("Status", 0), ("Age", 0)], phase),
    (
        "Node",
        &[
            ("Status", 0),
            ("Roles", 0),
            ("Age", 0),
            ("Version", 0),
            ("Internal-IP", 1),
            ("External-IP", 1),
            ("OS-Image", 1),
            ("Kernel-Version", 1),
            ("Container-Runtime", 1),
        ],
        node,
    ),
    (
        "PersistentVolume",
        &[
            ("Capacity", 0),
            ("Access Modes", 0),
            ("Reclaim Policy", 0),
            ("Status", 0),
            ("Claim", 0),
            ("StorageClass", 0),
            ("VolumeAttributesClass", 0),
            ("Reason", 0),
            ("Age", 0),
            ("VolumeMode", 1),
        ],
        volume,
    ),
    (
        "PersistentVolumeClaim",
        &[
            ("Status", 0),
            ("Volume", 0),
            ("Capacity", 0),
            ("Access Modes", 0),
            ("StorageClass", 0),
            ("VolumeAttributesClass", 0),
            ("Age", 0),
            ("VolumeMode", 1),
        ],
        claim,
    ),
    ("Secret", &[("Type", 0), ("Data", 0), ("Age", 0)], secret),
    (
        "Service",
        &[("Type", 0), ("Cluster-IP", 0), ("External-IP", 0), ("Port(s)", 0), ("Age", 0), ("Selector", 1)],
        service,
    ),
    ("ResourceQuota", &[("Request", 0), ("Limit", 0), ("Age", 0)], quota),
    (
        "StorageClass",
        &[
            ("Provisioner", 0),
            ("ReclaimPolicy", 0),
            ("VolumeBindingMode", 0),
            ("AllowVolumeExpansion", 0),
            ("Age", 0),
        ],
        storage_class,
    ),
];

const EVENT: Names = &[
    ("Last Seen", 0),
    ("Type", 0),
    ("Reason", 0),
    ("Object", 0),
    ("Subobject", 1),
    ("Source", 1),
    ("Message", 0),
    ("First Seen", 1),
    ("Count", 1),
    ("Name", 1),
];
/// Columns whose cells are numbers.
const COUNTS: &[&str] = &["Data"];

/// The printer of a built-in kind; those without one show name and age.
pub(crate) fn printer(resource: &Resource) -> Printer<'static> {
    if resource.kind == "Event" {
        return Printer {
            columns: EVENT.iter().map(|(name, priority)| Column::new(name, *priority)).collect(),
            cells: Box::new(event),
        };
    }
    let row = PRINTERS.iter().find(|(kind, _, _)| *kind == resource.kind);
    let (names, cells): (Names, Cells) =
        row.map_or((&[("Age", 0)], |object| vec![age::of(object)]), |(_, names, cells)| (*names, *cells));
    let mut columns = vec![Column::new("Name", 0)];
    columns.extend(names.iter().map(|(name, priority)| match *name {
        "Created At" => Column::date(name),
        name => Column::new(name, *priority),
    }));
    Printer {
        columns,
        cells: Box::new(move |object| {
            let mut row = vec![json!(shown_name(object))];
            let cells = cells(object).into_iter().zip(names);
            row.extend(cells.map(|(cell, (name, _))| counted(name, cell)));
            row
        }),
    }
}

fn counted(column: &str, cell: String) -> Value {
    match cell.parse::<u64>() {
        Ok(count) if COUNTS.contains(&column) => count.into(),
        _ => cell.into(),
    }
}

fn shown_name(object: &Value) -> String {
    let default =
        object::entry(object, "/metadata/annotations", "storageclass.kubernetes.io/is-default-class");
    let mark = if default.and_then(Value::as_str) == Some("true") { " (default)" } else { "" };
    format!("{}{mark}", object::name(object))
}

fn text(object: &Value, pointer: &str) -> String {
    object::text(object, pointer).to_owned()
}

fn or(object: &Value, pointer: &str, none: &str) -> String {
    match object::text(object, pointer) {
        "" => none.to_owned(),
        text => text.to_owned(),
    }
}

fn entries(object: &Value, pointer: &str) -> usize {
    object::at(object, pointer).as_object().map_or(0, serde_json::Map::len)
}

fn config_map(object: &Value) -> Vec<String> {
    vec![(entries(object, "/data") + entries(object, "/binaryData")).to_string(), age::of(object)]
}

fn definition(object: &Value) -> Vec<String> {
    vec![text(object, "/metadata/creationTimestamp")]
}

fn lease(object: &Value) -> Vec<String> {
    vec![text(object, "/spec/holderIdentity"), age::of(object)]
}

fn phase(object: &Value) -> Vec<String> {
    vec![text(object, "/status/phase"), age::of(object)]
}

fn node(object: &Value) -> Vec<String> {
    let ready = object::items(object, "/status/conditions")
        .iter()
        .any(|it| object::text(it, "/type") == "Ready" && object::text(it, "/status") == "True");
    vec![
        if ready { "Ready" } else { "NotReady" }.to_owned(),
        "control-plane".to_owned(),
        age::of(object),
        text(object, "/status/nodeInfo/kubeletVersion"),
        text(object, "/status/addresses/0/address"),
        "<none>".to_owned(),
        or(object, "/status/nodeInfo/osImage", "<unknown>"),
        or(object, "/status/nodeInfo/kernelVersion", "<unknown>"),
        or(object, "/status/nodeInfo/containerRuntimeVersion", "<unknown>"),
    ]
}

fn access_modes(object: &Value, pointer: &str) -> String {
    let short = |mode: &str| match mode {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        _ => "RWOP",
    };
    object::texts(object, pointer).into_iter().map(short).collect::<Vec<_>>().join(",")
}

fn volume(object: &Value) -> Vec<String> {
    let claim = object::at(object, "/spec/claimRef");
    let claimed = format!("{}/{}", object::text(claim, "/namespace"), object::text(claim, "/name"));
    vec![
        text(object, "/spec/capacity/storage"),
        access_modes(object, "/spec/accessModes"),
        text(object, "/spec/persistentVolumeReclaimPolicy"),
        text(object, "/status/phase"),
        if claim.is_null() { String::new() } else { claimed },
        text(object, "/spec/storageClassName"),
        or(object, "/spec/volumeAttributesClassName", "<unset>"),
        text(object, "/status/reason"),
        age::of(object),
        or(object, "/spec/volumeMode", "<unset>"),
    ]
}

fn claim(object: &Value) -> Vec<String> {
    let status =
        if object::deleting(object) { "Terminating".to_owned() } else { text(object, "/status/phase") };
    vec![
        status,
        text(object, "/spec/volumeName"),
        text(object, "/status/capacity/storage"),
        access_modes(object, "/status/accessModes"),
        text(object, "/spec/storageClassName"),
        or(object, "/spec/volumeAttributesClassName", "<unset>"),
        age::of(object),
        or(object, "/spec/volumeMode", "<unset>"),
    ]
}

fn secret(object: &Value) -> Vec<String> {
    vec![text(object, "/type"), entries(object, "/data").to_string(), age::of(object)]
}

fn service(object: &Value) -> Vec<String> {
    let ports = object::items(object, "/spec/ports")
        .iter()
        .map(|port| format!("{}/{}", object::at(port, "/port"), or(port, "/protocol", "TCP")));
    vec![
        text(object, "/spec/type"),
        or(object, "/spec/clusterIP", "<none>"),
        or(object, "/spec/externalName", "<none>"),
        ports.collect::<Vec<_>>().join(","),
        age::of(object),
        selector(object),
    ]
}

fn selector(service: &Value) -> String {
    let pairs = object::at(service, "/spec/selector").as_object().into_iter().flatten();
    let pairs: Vec<String> =
        pairs.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
    if pairs.is_empty() { "<none>".to_owned() } else { pairs.join(",") }
}

/// `limits.memory: 0/1Gi`, those of limits in a column of their own.
fn quota(object: &Value) -> Vec<String> {
    let hard = object::at(object, "/status/hard").as_object().into_iter().flatten();
    let shown = |(name, limit): (&String, &Value)| {
        let used = object::entry(object, "/status/used", name).and_then(Value::as_str).unwrap_or("0");
        (name.starts_with("limits."), format!("{name}: {used}/{}", limit.as_str().unwrap_or_default()))
    };
    let (limits, requests): (Vec<_>, Vec<_>) = hard.map(shown).partition(|(limit, _)| *limit);
    let joined =
        |list: Vec<(bool, String)>| list.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(", ");
    vec![joined(requests), joined(limits), age::of(object)]
}

fn storage_class(object: &Value) -> Vec<String> {
    vec![
        text(object, "/provisioner"),
        text(object, "/reclaimPolicy"),
        text(object, "/volumeBindingMode"),
        object::flag(object, "/allowVolumeExpansion").to_string(),
        age::of(object),
    ]
}

/// `kubelet, node`: who told, and where.
fn source(event: &Value) -> String {
    let old = object::at(event, if event.get("source").is_some() { "/source" } else { "/deprecatedSource" });
    let parts = [object::text(old, "/component"), object::text(old, "/host")];
    let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if told.is_empty() { text(event, "/reportingComponent") } else { told.join(", ") }
}

/// Events have their name last; both forms of the API are printed.
fn event(object: &Value) -> Vec<Value> {
    let either = |one: &str, other: &str| or(object, one, object::text(object, other));
    let seen = either("/lastTimestamp", "/deprecatedLastTimestamp");
    let seen = if seen.is_empty() { text(object, "/eventTime") } else { seen };
    let kind = either("/involvedObject/kind", "/regarding/kind").to_lowercase();
    let name = either("/involvedObject/name", "/regarding/name");
    let cells = [
        age::since(&seen),
        text(object, "/type"),
        text(object, "/reason"),
        format!("{kind}/{name}"),
        either("/involvedObject/fieldPath", "/regarding/fieldPath"),
        source(object),
        either("/message", "/note").trim().to_owned(),
        age::since(&either("/firstTimestamp", "/deprecatedFirstTimestamp")),
    ];
    let count = object::number(object, "/count").or(object::number(object, "/deprecatedCount")).unwrap_or(1);
    cells.into_iter().map(Value::from).chain([count.into(), object::name(object).into()]).collect()
}
