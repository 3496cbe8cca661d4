use super::{Format, NANOS, Quantity};
use std::fmt;

const BINARY_SUFFIXES: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL_SUFFIXES: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

pub(super) fn write(quantity: Quantity, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Quantity { nanos, format } = quantity;
    if nanos == 0 {
        return f.write_str("0");
    }
    let fits_binary = nanos % NANOS == 0 && nanos.abs() >= 1024 * NANOS;
    match format {
        Format::BinarySi if fits_binary => {
            let (amount, power) = reduce(nanos / NANOS, 1024, BINARY_SUFFIXES.len() - 1);
            write!(f, "{amount}{}", BINARY_SUFFIXES.get(power).copied().unwrap_or_default())
        }
        Format::BinarySi | Format::DecimalSi => {
            let (amount, power) = reduce(nanos, 1000, DECIMAL_SUFFIXES.len() - 1);
            write!(f, "{amount}{}", DECIMAL_SUFFIXES.get(power).copied().unwrap_or_default())
        }
        Format::DecimalExponent => {
            let (amount, power) = reduce(nanos, 1000, usize::MAX);
            match 3 * i64::try_from(power).unwrap_or_default() - 9 {
                0 => write!(f, "{amount}"),
                exponent => write!(f, "{amount}e{exponent}"),
            }
        }
    }
}

/// Takes out as many factors of `base` as divide it, at most `limit`.
fn reduce(mut amount: i128, base: i128, limit: usize) -> (i128, usize) {
    let mut power = 0;
    while power < limit && amount % base == 0 {
        amount /= base;
        power += 1;
    }
    (amount, power)
}
