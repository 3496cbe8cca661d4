//! The smallest document that still fails.

use serde_json::Value;

/// How often a smaller document is tried: an emergency brake.
const TRIES: usize = 400;

/// Takes parts of a document away, the largest first, as long as it `fails`; what is left is all that is needed.
pub async fn shrink(document: Value, fails: impl AsyncFn(&Value) -> bool) -> Value {
    let mut smallest = document;
    let mut tries = TRIES;
    while let Some(smaller) = smaller(&smallest, &mut tries, &fails).await {
        smallest = smaller;
    }
    smallest
}

async fn smaller(document: &Value, tries: &mut usize, fails: &impl AsyncFn(&Value) -> bool) -> Option<Value> {
    for place in places(document) {
        *tries = tries.checked_sub(1)?;
        let mut candidate = document.clone();
        take_out(&mut candidate, &place);
        if fails(&candidate).await {
            return Some(candidate);
        }
    }
    None
}

/// Every place but the document itself, as JSON pointers, the outer ones first.
fn places(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut level = vec![(String::new(), document)];
    while !level.is_empty() {
        level = level.into_iter().flat_map(|(at, value)| inside(&at, value)).collect();
        found.extend(level.iter().map(|(at, _)| at.clone()));
    }
    found
}

fn inside<'a>(at: &str, value: &'a Value) -> Vec<(String, &'a Value)> {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item)).collect()
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), value))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn take_out(document: &mut Value, place: &str) {
    let Some((parent, last)) = place.rsplit_once('/') else { return };
    match document.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            fields.remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            if let Ok(index) = last.parse::<usize>() {
                items.remove(index);
            }
        }
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::shrink;

    #[tokio::test]
    async fn only_what_is_needed_is_left() {
        let document = json!({"a": [1, {"b": 2, "c/d": {"e~": 3}}], "f": {"g": 4}});
        let fails = async |value: &serde_json::Value| {
            value
                .pointer("/a")
                .and_then(|list| list.as_array())
                .is_some_and(|list| list.iter().any(|item| item.pointer("/c~1d/e~0").is_some()))
        };
        assert_eq!(shrink(document, fails).await, json!({"a": [{"c/d": {"e~": 3}}]}));
    }
}
