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
    ("Node", &[("Status", 0), ("Roles", 0), ("Age", 0), ("Version", 0), ("Internal-IP", 1)], node),
    (
        "PersistentVolume",
        &[
            ("Capacity", 0),
            ("Access Modes", 0),
            ("Reclaim Policy", 0),
            ("Status", 0),
            ("Claim", 0),
            ("StorageClass", 0),
            ("Age", 0),
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
        ],
        claim,
    ),
    ("Secret", &[("Type", 0), ("Data", 0), ("Age", 0)], secret),
    ("Service", &[("Type", 0), ("Cluster-IP", 0), ("External-IP", 0), ("Port(s)", 0), ("Age", 0)], service),
    ("ServiceAccount", &[("Secrets", 0), ("Age", 0)], service_account),
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

/// The printer of a built-in kind; those without one show name and age.
pub(crate) fn printer(resource: &Resource) -> Printer<'static> {
    if resource.kind == "Event" {
        let names = ["Last Seen", "Type", "Reason", "Object", "Message"];
        return Printer {
            columns: names.iter().map(|name| Column::new(name, 0)).collect(),
            cells: Box::new(event),
        };
    }
    let row = PRINTERS.iter().find(|(kind, _, _)| *kind == resource.kind);
    let (names, cells): (Names, Cells) =
        row.map_or((&[("Age", 0)], |object| vec![age::of(object)]), |(_, names, cells)| (*names, *cells));
    let mut columns = vec![Column::new("Name", 0)];
    columns.extend(names.iter().map(|(name, priority)| Column::new(name, *priority)));
    Printer {
        columns,
        cells: Box::new(move |object| {
            let mut row = vec![json!(shown_name(object))];
            row.extend(cells(object).into_iter().map(Value::from));
            row
        }),
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
        age::of(object),
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
    ]
}

fn service_account(object: &Value) -> Vec<String> {
    vec![object::items(object, "/secrets").len().to_string(), age::of(object)]
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

/// Events have no name column; both forms of the API are printed.
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
        either("/message", "/note").trim().to_owned(),
    ];
    cells.into_iter().map(Value::from).collect()
}
