//! What was measured, once for each round.

/// One side's numbers, in the order of the rounds.
#[derive(Clone)]
pub(super) struct Samples(Vec<f64>);

/// Middle and spread: half of all numbers are between `low` and `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Samples {
    /// `None` when there are none, or one is no number.
    pub(super) fn new(numbers: Vec<f64>) -> Option<Self> {
        let sound = !numbers.is_empty() && numbers.iter().all(|number| number.is_finite());
        sound.then_some(Self(numbers))
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Median and quartiles.
    pub(super) fn spread(&self) -> Spread {
        spread(&self.0)
    }

    /// How often a round of `self` holds the same round of `other`.
    pub(super) fn over(&self, other: &Self) -> Spread {
        spread(&self.0.iter().zip(&other.0).map(|(one, other)| one / other).collect::<Vec<f64>>())
    }
}

fn spread(numbers: &[f64]) -> Spread {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| quantile(&sorted, share);
    Spread { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/// Between the two nearest numbers, as spreadsheets do; 0 of no numbers.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index into a list of a few thousand numbers"
)]
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = sorted.len().saturating_sub(1) as f64 * share;
    let number = |index: f64| sorted.get(index as usize).copied().unwrap_or_default();
    let (below, above) = (number(place.floor()), number(place.ceil()));
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_quartiles_are_found_in_any_order() {
        let cases = [
            (vec![3.0], [3.0, 3.0, 3.0]),
            (vec![4.0, 1.0, 2.0, 3.0, 5.0], [3.0, 2.0, 4.0]),
            (vec![4.0, 1.0, 2.0, 3.0], [2.5, 1.75, 3.25]),
        ];
        for (numbers, [median, low, high]) in cases {
            assert_eq!(Samples::new(numbers).unwrap().spread(), Spread { median, low, high });
        }
        assert!(Samples::new(Vec::new()).is_none());
        assert!(Samples::new(vec![f64::NAN]).is_none());
    }

    #[test]
    fn rounds_are_compared_with_each_other() {
        let samples = |numbers: &[f64]| Samples::new(numbers.to_vec()).unwrap();
        let ratio = samples(&[10.0, 40.0, 90.0]).over(&samples(&[1.0, 2.0, 3.0]));
        assert_eq!(ratio, Spread { median: 20.0, low: 15.0, high: 25.0 });
    }
}
