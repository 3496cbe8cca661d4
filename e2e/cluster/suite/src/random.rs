//! Generated cases: the same ones for the same seed, on every machine.

use std::env;

/// How many cases are generated.
const CASES: &str = "SLIPWAY_TEST_CASES";
/// The number of the first one.
const SEED: &str = "SLIPWAY_TEST_SEED";
/// Few enough for every run of the suite.
const USUAL_CASES: u64 = 200;

/// Draws from a case's own sequence.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of one case.
    #[must_use]
    pub fn new(case: u64) -> Self {
        Self(case.wrapping_mul(0xa076_1d64_78bd_642f) ^ 0x5eed)
    }

    /// The next 64 bits (SplitMix64, Steele and others 2014).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 when there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.bits() % limit).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`.
    ///
    /// # Panics
    /// When there is none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        choices.get(self.below(choices.len())).expect("something to choose from")
    }
}

/// The numbers of the cases to generate: `SLIPWAY_TEST_CASES` of them (200), from `SLIPWAY_TEST_SEED` (1) on. A case that
/// fails is repeated alone by its number as the seed and one case.
///
/// # Panics
/// When one of them is no number.
#[must_use]
pub fn cases() -> std::ops::Range<u64> {
    let first = number(SEED).unwrap_or(1);
    first..first + number(CASES).unwrap_or(USUAL_CASES)
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_case_draws_the_same_again_and_another_case_something_else() {
        let drawn = |case| {
            let mut random = Random::new(case);
            (0..20).map(|_| random.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        assert!(drawn(7).iter().all(|number| *number < 1000));
    }
}
