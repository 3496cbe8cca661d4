//! Tables, as `kubectl get` asks for them: the columns of the real server's printers
//! (`k8s.io/kubernetes/pkg/printers/internalversion`).

mod age;
mod builtin;
mod custom;
mod path;
mod pod;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{http::metadata_only, resource::Resource};

/// A column.
pub(crate) struct Column {
    name: String,
    /// `string`, `integer`, `date`, ...
    kind: String,
    format: String,
    description: String,
    /// 0 is always shown, higher ones only with `-o wide`.
    priority: i64,
}

impl Column {
    pub(crate) fn new(name: &str, priority: i64) -> Self {
        let format = if name == "Name" { "name" } else { "" };
        Self {
            name: name.to_owned(),
            kind: "string".to_owned(),
            format: format.to_owned(),
            description: String::new(),
            priority,
        }
    }
}

impl Column {
    /// A column of times.
    pub(crate) fn date(name: &str) -> Self {
        Self { kind: "date".to_owned(), ..Self::new(name, 0) }
    }
}

/// A `Table` of objects; `include` is the `includeObject` parameter.
pub(crate) fn table(resource: &Resource, items: &[Arc<Value>], metadata: Value, include: &str) -> Value {
    let printer = printer(resource);
    let columns: Vec<Value> = printer.columns.iter().map(definition).collect();
    let rows: Vec<Value> = items
        .iter()
        .map(|item| {
            let object = match include {
                "None" => Value::Null,
                "Object" => Value::clone(item),
                _ => metadata_only(item),
            };
            json!({ "cells": (printer.cells)(item), "object": object })
        })
        .collect();
    json!({
        "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
        "columnDefinitions": columns, "rows": rows,
    })
}

/// How a resource is printed.
pub(crate) struct Printer<'a> {
    columns: Vec<Column>,
    cells: Cells<'a>,
}

/// The cells of an object's row.
type Cells<'a> = Box<dyn Fn(&Value) -> Vec<Value> + 'a>;

fn printer(resource: &Resource) -> Printer<'_> {
    match &resource.custom {
        Some(served) => custom::printer(served),
        None if resource.is_core("pods") => pod::printer(),
        None => builtin::printer(resource),
    }
}

fn definition(column: &Column) -> Value {
    json!({
        "name": column.name, "type": column.kind, "format": column.format,
        "description": column.description, "priority": column.priority,
    })
}
