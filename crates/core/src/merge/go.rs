//! Values as Go prints and names them, for the API server's own error texts.

use serde_json::{Map, Value};

/// How Go is told to print.
#[derive(Clone, Copy)]
enum Verb {
    /// `%v`: `map[image:b ports:[1 2]]`.
    V,
    /// `%s`: the same, but what is no text is marked: `%!s(int64=1)`.
    S,
}

pub(super) fn printed_map(map: &Map<String, Value>) -> String {
    let mut out = String::new();
    print_map(&mut out, map, Verb::V);
    out
}

pub(super) fn printed_list(list: &[Value]) -> String {
    let mut out = String::new();
    print_list(&mut out, list, Verb::V);
    out
}

fn print(out: &mut String, value: &Value, verb: Verb) {
    match (value, verb) {
        (Value::String(text), _) => out.push_str(text),
        (Value::Array(list), _) => print_list(out, list, verb),
        (Value::Object(map), _) => print_map(out, map, verb),
        (Value::Null, Verb::V) => out.push_str("<nil>"),
        (Value::Null, Verb::S) => out.push_str("%!s(<nil>)"),
        (Value::Bool(_) | Value::Number(_), Verb::V) => out.push_str(&value.to_string()),
        (Value::Bool(_) | Value::Number(_), Verb::S) => {
            let shown = value.to_string();
            out.extend(["%!s(", Kind::of(value).name(), "=", &shown, ")"]);
        }
    }
}

fn print_list(out: &mut String, list: &[Value], verb: Verb) {
    out.push('[');
    for (index, item) in list.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { " " });
        print(out, item, verb);
    }
    out.push(']');
}

fn print_map(out: &mut String, map: &Map<String, Value>, verb: Verb) {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    out.push_str("map[");
    for (index, (key, value)) in entries.into_iter().enumerate() {
        out.push_str(if index == 0 { "" } else { " " });
        out.push_str(key);
        out.push(':');
        print(out, value, verb);
    }
    out.push(']');
}

/// The Go type a JSON value decodes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Nil,
    Bool,
    Int,
    Float,
    String,
    Slice,
    Map,
}

impl Kind {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Kind::Nil,
            Value::Bool(_) => Kind::Bool,
            Value::Number(number) if number.is_i64() => Kind::Int,
            Value::Number(_) => Kind::Float,
            Value::String(_) => Kind::String,
            Value::Array(_) => Kind::Slice,
            Value::Object(_) => Kind::Map,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Nil => "%!s(<nil>)",
            Kind::Bool => "bool",
            Kind::Int => "int64",
            Kind::Float => "float64",
            Kind::String => "string",
            Kind::Slice => "[]interface {}",
            Kind::Map => "map[string]interface {}",
        }
    }
}

/// `mergepatch.ErrBadArgType`.
pub(super) fn bad_type(expected: Kind, received: &Value) -> String {
    ["expected a ", expected.name(), ", but received a ", Kind::of(received).name()].concat()
}

/// `mergepatch.ErrNoMergeKey`.
pub(super) fn no_merge_key(map: &Map<String, Value>, key: &str) -> String {
    ["map: ", &printed_map(map), " does not contain declared merge key: ", key].concat()
}

/// `mergepatch.ErrBadPatchType`.
pub(super) fn bad_patch_type(directive: &Value, map: &Map<String, Value>) -> String {
    let mut message = "unknown patch type: ".to_owned();
    print(&mut message, directive, Verb::S);
    message.push_str(" in map: ");
    print_map(&mut message, map, Verb::V);
    message
}
