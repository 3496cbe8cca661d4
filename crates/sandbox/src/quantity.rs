//! Resource quantities, in the canonical form in which the API server answers them
//! (`k8s.io/apimachinery/pkg/api/resource`).

use std::fmt;

/// A quantity: its value in billionths, and how it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quantity {
    nanos: i128,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Binary,
    Decimal,
    Exponent,
}

const UNIT: i128 = 1_000_000_000;
const BINARY: &[(&str, u32)] = &[("Ei", 6), ("Pi", 5), ("Ti", 4), ("Gi", 3), ("Mi", 2), ("Ki", 1)];
/// Suffixes with their power of a thousand, largest first.
const DECIMAL: &[(&str, i32)] =
    &[("E", 6), ("P", 5), ("T", 4), ("G", 3), ("M", 2), ("k", 1), ("", 0), ("m", -1), ("u", -2), ("n", -3)];

impl Quantity {
    /// No quantity at all.
    pub(crate) const ZERO: Self = Self { nanos: 0, format: Format::Decimal };

    /// Parses a quantity; `None` when it is not one. Parts of a billionth are rounded up.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits =
            text.find(|letter: char| !matches!(letter, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at_checked(digits)?;
        let (multiplier, format) = multiplier(suffix)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let negative = whole.starts_with('-');
        let whole = whole.trim_start_matches(['+', '-']);
        if (whole.is_empty() && fraction.is_empty())
            || fraction.contains(['+', '-'])
            || whole.contains(['+', '-'])
        {
            return None;
        }
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let value: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scaled = value.checked_mul(multiplier)?;
        let nanos = (scaled + scale - 1).div_euclid(scale);
        Some(Self { nanos: if negative { -nanos } else { nanos }, format })
    }

    /// The sum, in the format of whichever is not zero.
    pub(crate) fn plus(self, other: Self) -> Self {
        let format = if self.nanos == 0 { other.format } else { self.format };
        Self { nanos: self.nanos.saturating_add(other.nanos), format }
    }

    /// Whether the value is larger.
    pub(crate) fn exceeds(self, other: Self) -> bool {
        self.nanos > other.nanos
    }

    /// Whether the value is zero.
    pub(crate) fn is_zero(self) -> bool {
        self.nanos == 0
    }

    fn binary(self) -> Option<String> {
        if self.nanos % UNIT != 0 {
            return None;
        }
        let whole = self.nanos / UNIT;
        let found = BINARY.iter().find(|(_, power)| whole != 0 && whole % 1024_i128.pow(*power) == 0);
        Some(found.map_or(whole.to_string(), |(suffix, power)| {
            format!("{}{suffix}", whole / 1024_i128.pow(*power))
        }))
    }

    fn decimal(self) -> (i128, i32, &'static str) {
        let fits = |power: i32| {
            let size = 1000_i128.pow(u32::try_from(power + 3).unwrap_or_default());
            (self.nanos % size == 0).then_some(self.nanos / size)
        };
        let found = DECIMAL.iter().find_map(|(suffix, power)| Some((fits(*power)?, *power, *suffix)));
        if self.nanos == 0 { (0, 0, "") } else { found.unwrap_or((self.nanos, -3, "n")) }
    }
}

fn multiplier(suffix: &str) -> Option<(i128, Format)> {
    if let Some((_, power)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        return Some((UNIT * 1024_i128.pow(*power), Format::Binary));
    }
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((1000_i128.pow(u32::try_from(power + 3).ok()?), Format::Decimal));
    }
    let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    let power = u32::try_from(exponent + 9).ok()?;
    Some((10_i128.checked_pow(power)?, Format::Exponent))
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mantissa, power, suffix) = self.decimal();
        match self.format {
            Format::Binary => match self.binary() {
                Some(text) => f.write_str(&text),
                None => write!(f, "{mantissa}{suffix}"),
            },
            Format::Exponent if power != 0 => write!(f, "{mantissa}e{}", power * 3),
            Format::Decimal | Format::Exponent => write!(f, "{mantissa}{suffix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn quantities_are_written_canonically() {
        let cases = [
            ("1", "1"),
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("1500", "1500"),
            ("2000", "2k"),
            ("0", "0"),
            ("100M", "100M"),
            ("1e3", "1e3"),
            ("12e6", "12e6"),
            ("0.1Ki", "102400m"),
            ("-1", "-1"),
            ("1n", "1n"),
        ];
        for (text, expected) in cases {
            assert_eq!(Quantity::parse(text).map(|it| it.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "Gi", "1gi", "1 Gi", "1KB", "1.2.3", "--1", "1e"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
