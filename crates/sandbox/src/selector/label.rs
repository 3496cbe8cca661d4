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

const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and \
    must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for \
    validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/// What is wrong with the words of a requirement, as the real server's parser finds it.
fn check_words(part: &str) -> Result<()> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let refused = |why: String| Err(ApiError::bad_request(why));
    let operators = ["in", "notin", "gt", "lt"];
    match words.as_slice() {
        [first, ..] if first.starts_with('=') => {
            refused("found '=', expected: !, identifier, or 'end of string'".to_owned())
        }
        [_, "in" | "notin", list, ..] if !list.starts_with('(') => {
            refused(format!("unable to parse requirement: found '{list}' expected: '('"))
        }
        [key, next, ..]
            if !key.contains('=') && !next.starts_with(['=', '!', '(']) && !operators.contains(next) =>
        {
            refused(format!(
                "unable to parse requirement: found '{next}', expected: in, notin, =, ==, !=, gt, lt"
            ))
        }
        [key, next, ..] if key.contains('=') && !key.ends_with('=') => {
            refused(format!("found '{next}', expected: ',' or 'end of string'"))
        }
        _ => Ok(()),
    }
}

/// Labels have values of a certain form; nothing else can be looked for.
fn check_values(requirement: &Requirement) -> Result<()> {
    let fits = |value: &str| {
        let letters = |it: char| it.is_ascii_alphanumeric();
        value.is_empty()
            || (value.len() <= 63
                && value.starts_with(letters)
                && value.ends_with(letters)
                && value.chars().all(|it| letters(it) || matches!(it, '-' | '_' | '.')))
    };
    let wrong = requirement.values.iter().enumerate().find(|(_, value)| !fits(value));
    wrong.map_or(Ok(()), |(index, value)| {
        Err(ApiError::bad_request(format!(
            "unable to parse requirement: values[{index}][{}]: Invalid value: \"{value}\": {VALUE}",
            requirement.key
        )))
    })
}

fn requirement(part: &str) -> Result<Requirement> {
    check_words(part)?;
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
    check_values(&parsed)?;
    Ok(parsed)
}

fn set_based<'a>(part: &'a str, operator: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (key, list) = part.split_once(operator)?;
    let list = list.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some((key, list.split(',').collect()))
}
