//! Checking an object against a schema, with the words of `github.com/go-openapi/validate` as
//! `k8s.io/apiextensions-apiserver/pkg/apiserver/validation` passes them on.

use regex::Regex;
use serde_json::{Map, Value};

use crate::{object, status::Cause};

/// Everything that is wrong with an object. Metadata has its own checks.
pub(crate) fn validate(schema: &Value, object: &Value) -> Vec<Cause> {
    let mut causes = Vec::new();
    check(schema, object, "", &mut causes);
    causes
}

fn check(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    if value.is_null() && (object::flag(schema, "/nullable") || schema.get("type").is_none()) {
        return;
    }
    if let Some(cause) = wrong_type(schema, value, path) {
        causes.push(cause);
        return;
    }
    causes.extend(not_listed(schema, value, path));
    match value {
        Value::String(text) => check_text(schema, text, path, causes),
        Value::Number(_) => check_number(schema, value, path, causes),
        Value::Array(list) => check_list(schema, list, path, causes),
        Value::Object(map) => check_map(schema, map, path, causes),
        Value::Null | Value::Bool(_) => {}
    }
    check_combinations(schema, value, path, causes);
}

fn complaint(path: &str, value: &Value, sentence: &str) -> Cause {
    Cause::invalid(path, value, &format!("{path} in body {sentence}"))
}

fn wrong_type(schema: &Value, value: &Value, path: &str) -> Option<Cause> {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() && number.as_f64().is_some_and(|it| it.fract() != 0.0) => {
            "number"
        }
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if object::flag(schema, "/x-kubernetes-int-or-string") {
        let fits = matches!(found, "integer" | "string");
        return (!fits).then(|| type_cause(path, found, "integer,string"));
    }
    let expected = schema.get("type")?.as_str()?;
    let fits = found == expected || (expected == "number" && found == "integer");
    (!fits).then(|| type_cause(path, found, expected))
}

fn type_cause(path: &str, found: &str, expected: &str) -> Cause {
    let message =
        format!("Invalid value: \"{found}\": {path} in body must be of type {expected}: \"{found}\"");
    Cause::new("FieldValueTypeInvalid", path, message)
}

fn not_listed(schema: &Value, value: &Value, path: &str) -> Option<Cause> {
    let allowed = schema.get("enum")?.as_array()?;
    if allowed.contains(value) {
        return None;
    }
    let shown: Vec<String> = allowed.iter().map(quoted).collect();
    let message = format!("Unsupported value: {value}: supported values: {}", shown.join(", "));
    Some(Cause::new("FieldValueNotSupported", path, message))
}

fn quoted(value: &Value) -> String {
    if value.is_string() { value.to_string() } else { format!("\"{value}\"") }
}

fn limit(schema: &Value, name: &str) -> Option<u64> {
    schema.get(name)?.as_u64()
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

fn check_text(schema: &Value, text: &str, path: &str, causes: &mut Vec<Cause>) {
    let value = Value::from(text);
    let length = count(text.chars().count());
    if let Some(max) = limit(schema, "maxLength").filter(|max| length > *max) {
        causes.push(Cause::new(
            "FieldValueTooLong",
            path,
            format!("Too long: may not be more than {max} bytes"),
        ));
    }
    if let Some(min) = limit(schema, "minLength").filter(|min| length < *min) {
        causes.push(complaint(path, &value, &format!("should be at least {min} chars long")));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        // A pattern this engine cannot read (look-around) is one the real server refuses in the definition.
        if Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text)) {
            causes.push(complaint(path, &value, &format!("should match '{pattern}'")));
        }
    }
    if schema.get("format").and_then(Value::as_str) == Some("date-time")
        && text.parse::<jiff::Timestamp>().is_err()
    {
        let cause = complaint(path, &value, &format!("must be of type date-time: {value}"));
        causes.push(Cause { reason: "FieldValueTypeInvalid".to_owned(), ..cause });
    }
}

fn check_number(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let Some(number) = value.as_f64() else { return };
    let bound = |name: &str| schema.get(name).filter(|it| it.is_number());
    if let Some(min) = bound("minimum").filter(|min| min.as_f64().is_some_and(|min| number < min)) {
        causes.push(complaint(path, value, &format!("should be greater than or equal to {}", whole(min))));
    }
    if let Some(max) = bound("maximum").filter(|max| max.as_f64().is_some_and(|max| number > max)) {
        causes.push(complaint(path, value, &format!("should be less than or equal to {}", whole(max))));
    }
}

/// A bound as Go prints it: without `.0`.
fn whole(bound: &Value) -> String {
    let text = bound.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn check_list(schema: &Value, list: &[Value], path: &str, causes: &mut Vec<Cause>) {
    let length = count(list.len());
    if let Some(max) = limit(schema, "maxItems").filter(|max| length > *max) {
        let message = format!("Too many: {length}: must have at most {max} items");
        causes.push(Cause::new("FieldValueTooMany", path, message));
    }
    if let Some(min) = limit(schema, "minItems").filter(|min| length < *min) {
        causes.push(complaint(path, &Value::from(list), &format!("should have at least {min} items")));
    }
    if let Some(items) = schema.get("items") {
        for (index, item) in list.iter().enumerate() {
            check(items, item, &format!("{path}[{index}]"), causes);
        }
    }
    causes.extend(duplicates(schema, list, path));
}

/// Two items of a list map or set that are the same item.
fn duplicates(schema: &Value, list: &[Value], path: &str) -> Vec<Cause> {
    let keys = object::texts(schema, "/x-kubernetes-list-map-keys");
    let identity = |item: &Value| match object::text(schema, "/x-kubernetes-list-type") {
        "set" => Some(item.clone()),
        "map" => Some(
            keys.iter()
                .map(|key| ((*key).to_owned(), object::at(item, &format!("/{key}")).clone()))
                .collect(),
        ),
        _ => None,
    };
    let mut seen: Vec<Value> = Vec::new();
    let mut causes = Vec::new();
    for (index, identity) in
        list.iter().enumerate().filter_map(|(index, item)| Some((index, identity(item)?)))
    {
        if seen.contains(&identity) {
            let message = format!("Duplicate value: {identity}");
            causes.push(Cause::new("FieldValueDuplicate", format!("{path}[{index}]"), message));
        }
        seen.push(identity);
    }
    causes
}

fn check_map(schema: &Value, map: &Map<String, Value>, path: &str, causes: &mut Vec<Cause>) {
    for name in object::texts(schema, "/required") {
        if !map.contains_key(name) {
            causes.push(Cause::required(child(path, name), ""));
        }
    }
    let others = schema.get("additionalProperties").filter(|it| it.is_object());
    for (name, value) in map {
        if let Some(schema) = object::entry(schema, "/properties", name).or(others) {
            check(schema, value, &child(path, name), causes);
        }
    }
}

fn child(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn check_combinations(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let fitting = |name: &str| {
        let schemas = schema.get(name)?.as_array()?;
        Some(schemas.iter().filter(|schema| fits(schema, value, path)).count())
    };
    for schema in object::items(schema, "/allOf") {
        check(schema, value, path, causes);
    }
    if fitting("anyOf") == Some(0) {
        causes.push(complaint(path, value, "must validate at least one schema (anyOf)"));
    }
    match fitting("oneOf") {
        None | Some(1) => {}
        Some(0) => {
            let sentence = "must validate one and only one schema (oneOf). Found none valid";
            causes.push(complaint(path, value, sentence));
        }
        Some(many) => {
            let sentence =
                format!("must validate one and only one schema (oneOf). Found {many} valid alternatives");
            causes.push(complaint(path, value, &sentence));
        }
    }
    if schema.get("not").is_some_and(|schema| fits(schema, value, path)) {
        causes.push(complaint(path, value, "must not validate the schema (not)"));
    }
}

fn fits(schema: &Value, value: &Value, path: &str) -> bool {
    let mut causes = Vec::new();
    check(schema, value, path, &mut causes);
    causes.is_empty()
}
