//! How long each step took, from when each was done. All in milliseconds.

/// What is earlier than the step before it by no more than this happened at the same time: Kubernetes tells seconds.
const SAME: f64 = 2_000.0;

/// A step that took longer began before the instance was stopped and started again.
const ANOTHER_START: f64 = 3_600_000.0;

/// The same for the step after the first: that the instance was accepted is told of its first start only, and what
/// comes right after it is quick.
const AFTER_THE_FIRST: f64 = 60_000.0;

/// The durations of steps done at `times`; `None` for the first, for those not done, and for those of another start.
pub(super) fn laps(times: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut before: Option<f64> = None;
    let mut known = 0_usize;
    let mut laps = Vec::with_capacity(times.len());
    for time in times {
        let lap = before.zip(*time).map(|(before, time)| time - before);
        let longest = if known < 2 { AFTER_THE_FIRST } else { ANOTHER_START };
        laps.push(lap.filter(|lap| (-SAME..longest).contains(lap)).map(|lap| lap.max(0.0)));
        known += usize::from(time.is_some());
        before = before.into_iter().chain(*time).reduce(f64::max);
    }
    laps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lap_is_the_time_since_the_step_before() {
        let done = |time: f64| Some(time);
        let cases = [
            (vec![done(0.0), done(400.0), done(3_000.0)], vec![None, Some(400.0), Some(2_600.0)]),
            (vec![done(0.0), None, done(500.0)], vec![None, None, Some(500.0)]),
            (vec![done(1_900.0), done(1_000.0), done(2_000.0)], vec![None, Some(0.0), Some(100.0)]),
            (vec![done(0.0), done(120_000.0), done(120_300.0)], vec![None, None, Some(300.0)]),
            (vec![done(9_000.0), done(1_000.0)], vec![None, None]),
        ];
        for (times, expected) in cases {
            assert_eq!(laps(&times), expected, "{times:?}");
        }
    }
}
