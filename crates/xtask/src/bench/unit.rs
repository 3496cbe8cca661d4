//! Units of what is measured, and how a number of them is written: three digits, in the multiple people would say.

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes, in multiples of 1,000.
    Bytes,
    /// How many in a second.
    PerSecond,
    /// Processors kept busy.
    Cores,
}

impl Unit {
    /// Whether less is better.
    pub(super) fn less_is_better(self) -> bool {
        match self {
            Self::Seconds | Self::Bytes | Self::Cores => true,
            Self::PerSecond => false,
        }
    }

    /// A number of this unit.
    pub(super) fn write(self, number: f64) -> String {
        match self {
            Self::Seconds => scaled(number, &[(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]),
            Self::Bytes => scaled(number, &[(1e6, "MB"), (1e3, "KB"), (1.0, "B")]),
            Self::PerSecond => format!("{}/s", digits(number)),
            Self::Cores => format!("{} cores", digits(number)),
        }
    }
}

/// In the largest multiple of which there is at least one, else the smallest.
fn scaled(number: f64, multiples: &[(f64, &str)]) -> String {
    let fits = multiples.iter().find(|(size, _)| number.abs() >= *size).or(multiples.last());
    fits.map(|(size, name)| format!("{} {name}", digits(number / size))).unwrap_or_default()
}

/// Three digits that mean something, none of them behind a number of four or more.
pub(super) fn digits(number: f64) -> String {
    let size = number.abs();
    let behind = if size >= 99.95 {
        0
    } else if size >= 9.995 {
        1
    } else {
        2
    };
    format!("{number:.behind$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_the_multiple_people_would_say() {
        let cases = [
            (Unit::Seconds, 0.000_324_4, "324 µs"),
            (Unit::Seconds, 0.016_7, "16.7 ms"),
            (Unit::Seconds, 2.2, "2.20 s"),
            (Unit::Seconds, 0.0, "0.00 ns"),
            (Unit::Bytes, 19_950_000.0, "19.9 MB"),
            (Unit::Bytes, 16_000.0, "16.0 KB"),
            (Unit::PerSecond, 1234.4, "1234/s"),
            (Unit::Cores, 0.08, "0.08 cores"),
        ];
        for (unit, number, expected) in cases {
            assert_eq!(unit.write(number), expected);
        }
    }
}
