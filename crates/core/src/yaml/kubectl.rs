//! What `kubectl` takes a plain scalar for.
//!
//! Source: `resolve` of `sigs.k8s.io/yaml/goyaml.v2` (YAML 1.1 booleans and number forms), then JSON numbers: a float
//! without a fraction is written as an integer there.

use serde_json::{Number, Value};

const TRUE: [&str; 8] = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"];
const FALSE: [&str; 8] = ["n", "N", "no", "No", "NO", "off", "Off", "OFF"];

/// The value of a plain scalar that is no text for `kubectl` although YAML 1.2 reads it as text; `None` for text.
pub(super) fn plain_scalar(text: &str) -> Option<Value> {
    let first = *text.as_bytes().first()?;
    match first {
        b'y' | b'Y' | b'o' | b'O' | b'n' | b'N' => boolean(text),
        b'0'..=b'9' | b'+' | b'-' => number(text),
        b'.' => underscores_stand_between_digits(text).then(|| float(&text.replace('_', ""))).flatten(),
        _ => None,
    }
}

fn boolean(text: &str) -> Option<Value> {
    if TRUE.contains(&text) {
        Some(Value::Bool(true))
    } else if FALSE.contains(&text) {
        Some(Value::Bool(false))
    } else {
        None
    }
}

fn number(text: &str) -> Option<Value> {
    let digits = text.replace('_', "");
    integer(&digits).or_else(|| float(&digits))
}

/// Go's `ParseInt` and `ParseUint` with base 0: `0x`, `0o`, `0b`, and a leading 0 for octal.
fn integer(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, base) = match unsigned.get(..2) {
        Some("0x" | "0X") => (unsigned.get(2..)?, 16),
        Some("0o" | "0O") => (unsigned.get(2..)?, 8),
        Some("0b" | "0B") => (unsigned.get(2..)?, 2),
        Some(start) if start.starts_with('0') => (unsigned.get(1..)?, 8),
        _ => (unsigned, 10),
    };
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    if text.starts_with('-') {
        let value = i128::from_str_radix(digits, base).ok()?;
        return i64::try_from(-value).ok().map(Value::from);
    }
    let value = u64::from_str_radix(digits, base).ok()?;
    let plus_is_signed = text.starts_with('+') && i64::try_from(value).is_err();
    (!plus_is_signed).then(|| Value::from(value))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn float(text: &str) -> Option<Value> {
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    let charset = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value = text.parse::<f64>().ok()?;
    (has_digit && charset && value.is_finite()).then(|| json_number(value))?
}

fn underscores_stand_between_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes
        .iter()
        .enumerate()
        .all(|(at, b)| *b != b'_' || (is_digit(at.checked_sub(1)) && is_digit(Some(at + 1))))
}

/// The number as it stands after kubectl has turned the document into JSON; `None` for what JSON has no number for.
pub(super) fn json_number(value: f64) -> Option<Value> {
    const EXACT: f64 = 9_223_372_036_854_775_808.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[allow(clippy::cast_possible_truncation, reason = "whole and within the range, as just tested")]
        return Some(Value::from(value as i64));
    }
    Number::from_f64(value).map(Value::Number)
}
