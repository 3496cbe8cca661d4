//! Fields nobody knows and values of a wrong type: what the API server says before it looks at any rule.

mod base64;

use serde_json::Value;

use super::Kind;
use super::field::Field;
use super::report::{Reason, Violation};
use super::secret::kind as go_kind;
use crate::finding;
use crate::limits::{FINDINGS, VIOLATIONS};
use crate::quantity::Quantity;
use crate::schema::{self, Node, Shape};
use crate::suggest::nearest;

const QUANTITY: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

pub(super) fn check(kind: Kind, object: &Value) -> Vec<Violation> {
    let mut walk = Walk { found: Vec::new(), go_path: Vec::new() };
    walk.value(schema::root(kind), object, &Field::new(""), "");
    walk.found
}

struct Walk {
    found: Vec<Violation>,
    /// The fields down to here, as Go names the place: no indices, no keys.
    go_path: Vec<String>,
}

impl Walk {
    /// Null is the zero value of everything.
    fn value(&mut self, node: Node, value: &Value, at: &Field, owner: &str) {
        if self.found.len() >= VIOLATIONS {
            return;
        }
        match (node.shape(), value) {
            (_, Value::Null) | (Shape::Anything, _) => {}
            (Shape::Object(name), Value::Object(fields)) => self.object(node, name, fields, at),
            (Shape::Map(item), Value::Object(fields)) => {
                for (key, value) in fields {
                    self.value(item, value, &at.key(key), owner);
                }
            }
            (Shape::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.value(item, value, &at.index(index), owner);
                }
            }
            (Shape::Quantity, value) => self.quantity(value, at),
            (Shape::Bytes, Value::String(text)) => self.bytes(text, at),
            (shape, value) if fits(shape, value) => {}
            (shape, value) => self.wrong_type(shape, value, at, owner),
        }
    }

    fn object(&mut self, node: Node, name: &str, fields: &serde_json::Map<String, Value>, at: &Field) {
        for (field, value) in fields {
            let here = at.child(field);
            let Some(child) = node.field(field) else {
                self.unknown(node, field, &here);
                continue;
            };
            self.go_path.push(field.clone());
            self.value(child, value, &here, name);
            self.go_path.pop();
        }
    }

    fn unknown(&mut self, node: Node, field: &str, at: &Field) {
        if self.found.len() >= VIOLATIONS {
            return;
        }
        // Looking for the field that was meant takes time: not for findings that are not told.
        let known = node.field_names().filter(|_| self.found.len() < FINDINGS);
        let hint = match nearest(field, known) {
            Some(known) => format!("did you mean \"{known}\"?"),
            None => "Kubernetes would ignore it or refuse the object.".to_owned(),
        };
        self.found.push(Violation {
            field: at.as_str().to_owned(),
            reason: Reason::Unknown,
            message: format!("unknown field \"{}\"", at.as_str()),
            sentence: format!("There is no field \"{}\" here: {hint}", finding::shown(field)),
        });
    }

    fn quantity(&mut self, value: &Value, at: &Field) {
        let problem = match value {
            Value::String(text) => Quantity::parse(text.trim()).err().map(|error| error.to_string()),
            Value::Number(_) => None,
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                Some("a quantity is needed, for example 500m or 1Gi".to_owned())
            }
        };
        if let Some(problem) = problem {
            let (field, message) = (at.as_str().to_owned(), QUANTITY.to_owned());
            let sentence = format!("{} is not valid: {problem}.", at.leaf());
            self.found.push(Violation { field, reason: Reason::Type, message, sentence });
        }
    }

    fn bytes(&mut self, text: &str, at: &Field) {
        let Some(wrong) = base64::first_wrong(text) else { return };
        let sentence = format!("{} must be base64 text; it is not from byte {wrong} on.", at.leaf());
        let (field, message) = (at.as_str().to_owned(), format!("illegal base64 data at input byte {wrong}"));
        self.found.push(Violation { field, reason: Reason::Type, message, sentence });
    }

    fn wrong_type(&mut self, shape: Shape, value: &Value, at: &Field, owner: &str) {
        let whole = matches!(shape, Shape::Int32 | Shape::Int64);
        let given = match value.as_number().filter(|_| whole) {
            Some(number) => format!("number {number}"),
            None => go_kind(value).to_owned(),
        };
        let place = format!("{owner}.{}", self.go_path.join("."));
        let message =
            format!("json: cannot unmarshal {given} into Go struct field {place} of type {}", go_type(shape));
        let sentence = format!("{} must be {}, not {}.", at.leaf(), wanted(shape), shown(value));
        let field = at.as_str().to_owned();
        self.found.push(Violation { field, reason: Reason::Type, message, sentence });
    }
}

fn fits(shape: Shape, value: &Value) -> bool {
    let within = |low: i64, high: i64| value.as_i64().is_some_and(|number| (low..=high).contains(&number));
    let int32 = within(i64::from(i32::MIN), i64::from(i32::MAX));
    match shape {
        Shape::Text | Shape::Time | Shape::Bytes => value.is_string(),
        Shape::Bool => value.is_boolean(),
        Shape::Int32 => int32,
        Shape::Int64 => value.is_i64(),
        Shape::IntOrString => value.is_string() || int32,
        Shape::Anything | Shape::Quantity => true,
        Shape::Map(_) | Shape::List(_) | Shape::Object(_) => false,
    }
}

fn go_type(shape: Shape) -> String {
    match shape {
        Shape::Text | Shape::Time => "string".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Int32 | Shape::IntOrString => "int32".to_owned(),
        Shape::Int64 => "int64".to_owned(),
        Shape::Bytes => "[]uint8".to_owned(),
        Shape::Quantity => "resource.Quantity".to_owned(),
        Shape::Anything => "interface {}".to_owned(),
        Shape::Object(name) => format!("v1.{name}"),
        Shape::Map(item) => format!("map[string]{}", go_type(item.shape())),
        Shape::List(item) => format!("[]{}", go_type(item.shape())),
    }
}

fn wanted(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text (in YAML, put it in quotes)",
        Shape::Time => "a time, like 2026-01-31T12:00:00Z",
        Shape::Bytes => "base64 text",
        Shape::Bool => "true or false",
        Shape::Int32 | Shape::Int64 => "a whole number without quotes",
        Shape::IntOrString => "a whole number or a name",
        Shape::Quantity => "a quantity, like 500m or 1Gi",
        Shape::Anything => "anything",
        Shape::List(_) => "a list",
        Shape::Map(_) | Shape::Object(_) => "a mapping of fields",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.len() <= 40 => format!("the text \"{text}\""),
        Value::String(_) => "text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}
