use super::{Format, NANOS, Quantity, QuantityError};
use crate::finding::shown;

const CAP: i128 = i64::MAX as i128 * NANOS;

/// A number's text in its parts: digits before and after the point, and what follows them.
struct Number<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    suffix: &'t str,
}

enum Unit {
    Decimal { exponent: i64, format: Format },
    Binary { exponent: u32 },
}

enum Wrong {
    Form,
    TooLarge,
}

pub(super) fn quantity(text: &str) -> Result<Quantity, QuantityError> {
    read(text).map_err(|wrong| match wrong {
        Wrong::Form => explain(text),
        Wrong::TooLarge => QuantityError(format!("{} is more than any resource can be", shown(text))),
    })
}

fn read(text: &str) -> Result<Quantity, Wrong> {
    let number = split(text).ok_or(Wrong::Form)?;
    let (amount, format) = match unit(number.suffix).ok_or(Wrong::Form)? {
        Unit::Decimal { exponent, format } => {
            (decimal_nanos(&number, exponent).ok_or(Wrong::TooLarge)?, format)
        }
        Unit::Binary { exponent } => binary_nanos(&number, exponent),
    };
    Ok(Quantity { nanos: if number.negative { -amount } else { amount }, format })
}

fn split(text: &str) -> Option<Number<'_>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = split_digits(unsigned)?;
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => split_digits(rest)?,
        None => ("", rest),
    };
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits.then_some(Number { negative: text.starts_with('-'), whole, fraction, suffix })
}

fn split_digits(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn unit(suffix: &str) -> Option<Unit> {
    let decimal = |exponent| Some(Unit::Decimal { exponent, format: Format::DecimalSi });
    let binary = |exponent| Some(Unit::Binary { exponent });
    match suffix {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        other => {
            let exponent = other.strip_prefix(['e', 'E'])?.parse::<i32>().ok()?;
            Some(Unit::Decimal { exponent: i64::from(exponent), format: Format::DecimalExponent })
        }
    }
}

/// The digits with the point moved `exponent + 9` places to the right, rounded up; `None` when it does not fit.
fn decimal_nanos(number: &Number<'_>, exponent: i64) -> Option<i128> {
    let point = i64::try_from(number.whole.len()).ok()? + exponent + 9;
    let mut nanos: i128 = 0;
    let mut position = 0;
    let mut rest_is_zero = true;
    for digit in number.whole.bytes().chain(number.fraction.bytes()).map(|b| b - b'0') {
        if position < point {
            nanos = nanos.checked_mul(10)?.checked_add(i128::from(digit))?;
        } else {
            rest_is_zero &= digit == 0;
        }
        position += 1;
    }
    while position < point && nanos != 0 {
        nanos = nanos.checked_mul(10)?;
        position += 1;
    }
    if rest_is_zero { Some(nanos) } else { nanos.checked_add(1) }
}

/// Binary amounts are capped, not refused; a fraction of 1 is written in decimals from then on.
fn binary_nanos(number: &Number<'_>, exponent: u32) -> (i128, Format) {
    let nanos = exact_binary_nanos(number, exponent).map_or(CAP, |nanos| nanos.min(CAP));
    let is_fraction_of_one = 0 < nanos && nanos < NANOS;
    (nanos, if is_fraction_of_one { Format::DecimalSi } else { Format::BinarySi })
}

/// `None` when it does not fit.
fn exact_binary_nanos(number: &Number<'_>, exponent: u32) -> Option<i128> {
    let unit = NANOS << exponent;
    let whole = digits(number.whole.bytes())?.checked_mul(unit)?;
    whole.checked_add(fraction_of(unit, number.fraction)?)
}

/// A decimal fraction of an amount below 10^28, rounded up: nine digits at a time, from the last.
fn fraction_of(amount: i128, fraction: &str) -> Option<i128> {
    const DIGITS: usize = 9;
    const BASE: i128 = 1_000_000_000;
    let (mut result, mut is_exact) = (0, true);
    for chunk in fraction.as_bytes().chunks(DIGITS).rev() {
        let padding = std::iter::repeat_n(b'0', DIGITS - chunk.len());
        let sum = digits(chunk.iter().copied().chain(padding))?.checked_mul(amount)?.checked_add(result)?;
        is_exact &= sum % BASE == 0;
        result = sum / BASE;
    }
    Some(if is_exact { result } else { result + 1 })
}

fn digits(mut digits: impl Iterator<Item = u8>) -> Option<i128> {
    digits.try_fold(0_i128, |value, b| value.checked_mul(10)?.checked_add(i128::from(b - b'0')))
}

/// What would be right instead.
fn explain(text: &str) -> QuantityError {
    let text = &*shown(text);
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    QuantityError(if compact.is_empty() {
        "a quantity is needed, for example 500m or 1Gi".to_owned()
    } else if let Some(fixed) = right_spelling(&compact) {
        format!("{text:?} is not a quantity: write {fixed}")
    } else {
        format!(
            "{text:?} is not a quantity: write a number and a unit, as 500m or 2 for CPU, 512Mi or 4Gi for memory"
        )
    })
}

/// The same amount in a spelling that is taken: `1gi`, `1 Gi` and `1GB` are meant as `1Gi`, `1Gi` and `1G`.
fn right_spelling(compact: &str) -> Option<String> {
    let start = compact.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(compact.len());
    let (number, suffix) = compact.split_at_checked(start)?;
    let right = match suffix.to_ascii_lowercase().as_str() {
        "k" | "kb" => "k",
        "m" if suffix == "m" => "m",
        "m" | "mb" => "M",
        "g" | "gb" => "G",
        "t" | "tb" => "T",
        "ki" | "kib" => "Ki",
        "mi" | "mib" => "Mi",
        "gi" | "gib" => "Gi",
        "ti" | "tib" => "Ti",
        "" => "",
        _ => return None,
    };
    let fixed = [number, right].concat();
    read(&fixed).is_ok().then_some(fixed)
}
