//! `labelSelector`, and the selectors inside objects.

use serde_json::Value;

use crate::{
    object,
    status::{ApiError, Result},
};

/// A parsed label selector.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels(Vec<Requirement>);

#[derive(Debug, Clone)]
struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
    Gt,
    Lt,
}

impl Labels {
    /// Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        split(text).iter().map(|part| requirement(part)).collect::<Result<_>>().map(Self)
    }

    /// Whether an object's labels are selected.
    pub(crate) fn matches(&self, object: &Value) -> bool {
        self.0
            .iter()
            .all(|it| it.matches(object::entry(object, "/metadata/labels", &it.key).and_then(Value::as_str)))
    }
}

/// Whether labels satisfy a list of `key, operator, values` terms, as node affinity has them too.
pub(crate) fn matches_terms(terms: &[Value], labels: &Value) -> bool {
    terms.iter().all(|term| {
        let values = object::texts(term, "/values").into_iter().map(str::to_owned).collect();
        let operator = operator(object::text(term, "/operator"));
        let key = object::text(term, "/key").to_owned();
        operator.is_some_and(|operator| {
            let value = labels.get(&key).and_then(Value::as_str);
            Requirement { key, operator, values }.matches(value)
        })
    })
}

impl Requirement {
    fn matches(&self, value: Option<&str>) -> bool {
        let listed = value.is_some_and(|value| self.values.iter().any(|it| it == value));
        match self.operator {
            Operator::In => listed,
            Operator::NotIn => !listed,
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Gt => self.compare(value).is_some_and(|(have, limit)| have > limit),
            Operator::Lt => self.compare(value).is_some_and(|(have, limit)| have < limit),
        }
    }

    fn compare(&self, value: Option<&str>) -> Option<(i64, i64)> {
        Some((value?.parse().ok()?, self.values.first()?.parse().ok()?))
    }
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "Exists" => Operator::Exists,
        "DoesNotExist" => Operator::DoesNotExist,
        "Gt" => Operator::Gt,
        "Lt" => Operator::Lt,
        _ => return None,
    })
}

/// Splits at commas outside parentheses.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn requirement(part: &str) -> Result<Requirement> {
    let new = |key: &str, operator, values: Vec<&str>| {
        let values = values.into_iter().map(|value| value.trim().to_owned()).collect();
        Requirement { key: key.trim().to_owned(), operator, values }
    };
    let parsed = if let Some((key, list)) = set_based(part, " notin ") {
        new(key, Operator::NotIn, list)
    } else if let Some((key, list)) = set_based(part, " in ") {
        new(key, Operator::In, list)
    } else if let Some((key, value)) = part.split_once("!=") {
        new(key, Operator::NotIn, vec![value])
    } else if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        new(key, Operator::In, vec![value])
    } else if let Some(key) = part.strip_prefix('!') {
        new(key, Operator::DoesNotExist, Vec::new())
    } else {
        new(part, Operator::Exists, Vec::new())
    };
    if parsed.key.is_empty() || parsed.key.contains([' ', '(', ')']) {
        return Err(ApiError::bad_request(format!(
            "unable to parse requirement: found '{part}', expected: identifier"
        )));
    }
    Ok(parsed)
}

fn set_based<'a>(part: &'a str, operator: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (key, list) = part.split_once(operator)?;
    let list = list.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some((key, list.split(',').collect()))
}
