//! Quantities of CPU and memory (`500m`, `1Gi`), exactly.
//!
//! Follows `apimachinery/pkg/api/resource/quantity.go` (v0.36): values finer than a nano are rounded up, binary values
//! are capped at 2^63 - 1, and the written form is canonical (`1024Mi` is `1Gi`, `0.5` is `500m`). Values of 10^29 and
//! more, which no machine has, are refused.

mod canonical;
mod parse;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

const NANOS: i128 = 1_000_000_000;
const NANOS_PER_MILLI: i128 = 1_000_000;

/// How a quantity is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Powers of 1000: `500m`, `2G`.
    DecimalSi,
    /// Powers of 1024: `512Mi`.
    BinarySi,
    /// A power of ten: `1e3`.
    DecimalExponent,
}

/// An exact amount, and the way it was written.
///
/// Two quantities are equal when their amounts are: `1Gi` equals `1024Mi`.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    nanos: i128,
    format: Format,
}

/// Why a text is not a quantity, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError(pub String);

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for QuantityError {}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { nanos: 0, format: Format::DecimalSi };

    /// That many bytes, written with `Ki`, `Mi`, ...
    pub fn from_bytes(bytes: i64) -> Self {
        Self { nanos: i128::from(bytes) * NANOS, format: Format::BinarySi }
    }

    /// That many thousandths, as CPU is counted.
    pub fn from_millis(millis: i64) -> Self {
        Self { nanos: i128::from(millis) * NANOS_PER_MILLI, format: Format::DecimalSi }
    }

    /// Reads a quantity.
    ///
    /// # Errors
    /// A sentence that says what would be right.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::quantity(text)
    }

    /// How it was written.
    pub fn format(self) -> Format {
        self.format
    }

    /// The amount in billionths.
    pub fn nanos(self) -> i128 {
        self.nanos
    }

    /// The amount in whole units (bytes of memory), rounded up as the scheduler does; capped at 2^63 - 1.
    pub fn bytes(self) -> i64 {
        capped(ceil_div(self.nanos, NANOS))
    }

    /// The amount in thousandths (of a CPU), rounded up as the scheduler does; capped at 2^63 - 1.
    pub fn millis(self) -> i64 {
        capped(ceil_div(self.nanos, NANOS_PER_MILLI))
    }

    /// Whether it has no fraction. Memory that has one (`400m` is 0.4 byte) is a mistake.
    pub fn is_whole(self) -> bool {
        self.nanos % NANOS == 0
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// Whether it is below nothing, which no resource may be.
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// The sum, written as `self` is (as `other` when `self` is nothing); `None` beyond 10^29.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let format = if self.is_zero() { other.format } else { self.format };
        Some(Self { nanos: self.nanos.checked_add(other.nanos)?, format })
    }

    /// The difference, written as `self` is; `None` beyond 10^29.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Some(Self { nanos: self.nanos.checked_sub(other.nanos)?, format: self.format })
    }

    /// `numerator / denominator` of it, rounded up to a nano; `None` beyond 10^29 or when the denominator is 0.
    #[must_use]
    pub fn scale(self, numerator: u32, denominator: u32) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let product = self.nanos.checked_mul(i128::from(numerator))?;
        Some(Self { nanos: ceil_div(product, i128::from(denominator)), format: self.format })
    }

    /// The largest multiple of `step` that is not more (for shares: 2/3 of `1Gi` down to whole `Mi`); itself when
    /// `step` is nothing.
    #[must_use]
    pub fn round_down(self, step: Self) -> Self {
        let nanos = if step.nanos == 0 { self.nanos } else { self.nanos - self.nanos.rem_euclid(step.nanos) };
        Self { nanos, format: self.format }
    }
}

fn capped(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// Division rounding away from zero, as Kubernetes rounds quantities; `divisor` is above zero.
fn ceil_div(value: i128, divisor: i128) -> i128 {
    let quotient = value / divisor;
    if value % divisor == 0 { quotient } else { quotient + value.signum() }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        Self::parse(text)
    }
}

/// The canonical form, the one the API server stores.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        canonical::write(*self, f)
    }
}
