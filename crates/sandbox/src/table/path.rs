//! The JSON paths of printer columns: fields, indices and equality filters.

use serde_json::Value;

/// The first value at a path such as `.status.conditions[?(@.type=="Ready")].status`.
pub(crate) fn find<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    let mut current = object;
    for step in steps(path) {
        current = match step {
            Step::Field(name) => current.get(name)?,
            Step::Item(index) => current.get(index)?,
            Step::Where(field, value) => {
                let has = |item: &&Value| find(item, &field).and_then(Value::as_str) == Some(value.as_str());
                current.as_array()?.iter().find(has)?
            }
        };
    }
    Some(current)
}

enum Step {
    Field(String),
    Item(usize),
    Where(String, String),
}

fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path.trim();
    while !rest.is_empty() {
        let (step, after) = if let Some(inner) = rest.strip_prefix('[') {
            let (inside, after) = inner.split_once(']').unwrap_or((inner, ""));
            (bracket(inside), after)
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let (name, after) = field(name);
            ((!name.is_empty()).then_some(Step::Field(name)), after)
        };
        steps.extend(step);
        rest = after;
    }
    steps
}

/// A field name, in which `\.` is a dot.
fn field(text: &str) -> (String, &str) {
    let mut name = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => name.extend(letters.next().map(|(_, escaped)| escaped)),
            '.' | '[' => return (name, text.get(at..).unwrap_or_default()),
            other => name.push(other),
        }
    }
    (name, "")
}

fn bracket(inside: &str) -> Option<Step> {
    if let Some(filter) = inside.strip_prefix("?(@").and_then(|it| it.strip_suffix(')')) {
        let (field, value) = filter.split_once("==")?;
        let value = value.trim().trim_matches(['"', '\'']);
        return Some(Step::Where(field.trim().to_owned(), value.to_owned()));
    }
    if let Ok(index) = inside.parse() {
        return Some(Step::Item(index));
    }
    Some(Step::Field(inside.trim_matches(['"', '\'']).to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn paths_find_fields_items_and_conditions() {
        let object = json!({
            "spec": { "size": "small", "a.b": 1, "list": [1, 2] },
            "status": { "conditions": [{ "type": "Ready", "status": "True" }] },
        });
        let cases = [
            (".spec.size", json!("small")),
            (".spec.list[1]", json!(2)),
            (".spec['a.b']", json!(1)),
            (".spec.a\\.b", json!(1)),
            (".status.conditions[?(@.type==\"Ready\")].status", json!("True")),
            (".status.conditions[?(@.type=='Ready')].status", json!("True")),
        ];
        for (path, expected) in cases {
            assert_eq!(super::find(&object, path), Some(&expected), "{path}");
        }
        assert_eq!(super::find(&object, ".status.conditions[?(@.type=='Other')].status"), None);
    }
}
