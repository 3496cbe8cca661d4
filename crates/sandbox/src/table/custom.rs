//! Custom resources: the definition's `additionalPrinterColumns`.

use serde_json::{Value, json};

use super::{Column, Printer, age, path};
use crate::{crd::Served, object};

/// The printer of a custom resource; without columns of its own it shows the age.
pub(crate) fn printer(served: &Served) -> Printer<'_> {
    let mut columns = vec![Column::new("Name", 0)];
    if served.columns.is_empty() {
        columns.push(Column::new("Age", 0));
    }
    columns.extend(served.columns.iter().map(column));
    Printer { columns, cells: Box::new(|object| cells(served, object)) }
}

fn column(column: &Value) -> Column {
    Column {
        name: object::text(column, "/name").to_owned(),
        kind: object::text(column, "/type").to_owned(),
        format: object::text(column, "/format").to_owned(),
        description: match object::text(column, "/description") {
            "" => {
                let path = object::text(column, "/jsonPath");
                format!("Custom resource definition column (in JSONPath format): {path}")
            }
            text => text.to_owned(),
        },
        priority: object::number(column, "/priority").unwrap_or_default(),
    }
}

fn cells(served: &Served, object: &Value) -> Vec<Value> {
    let mut cells = vec![json!(object::name(object))];
    if served.columns.is_empty() {
        cells.push(json!(age::of(object)));
    }
    cells.extend(served.columns.iter().map(|column| cell(column, object)));
    cells
}

fn cell(column: &Value, object: &Value) -> Value {
    let Some(value) = path::find(object, object::text(column, "/jsonPath")) else {
        return Value::Null;
    };
    match object::text(column, "/type") {
        "date" => json!(age::since(value.as_str().unwrap_or_default())),
        "string" => json!(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        _ => value.clone(),
    }
}
