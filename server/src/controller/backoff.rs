//! How long to wait before the next try.

use std::time::Duration;

/// After a failed pod: 10 s, doubled each time, at most 5 minutes, as the kubelet does for containers.
pub(super) fn recreation(recreations: u32) -> Duration {
    doubled(Duration::from_secs(10), recreations, Duration::from_secs(300))
}

/// After a refusal: 5 s, doubled each time, at most 5 minutes.
pub(super) fn refusal(refusals: u32) -> Duration {
    spread(doubled(Duration::from_secs(5), refusals.saturating_sub(1), Duration::from_secs(300)))
}

/// After a request that was not answered, or not with yes or no: 1 s, doubled each time, at most 30 s.
pub(super) fn failure(failures: u32) -> Duration {
    spread(doubled(Duration::from_secs(1), failures.saturating_sub(1), Duration::from_secs(30)))
}

/// About as long, up to a quarter more: what failed together is not tried again together.
pub(super) fn spread(wait: Duration) -> Duration {
    wait.mul_f64(1.0 + fastrand::f64() / 4.0)
}

fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(1 << times.min(6)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_longest_and_are_spread() {
        let seconds: Vec<u64> = (0..8).map(|times| recreation(times).as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 300, 300, 300]);
        let check = |wait: Duration, seconds: u64| {
            let least = Duration::from_secs(seconds);
            assert!((least..least * 5 / 4).contains(&wait), "{wait:?} for {seconds} s");
        };
        for (times, refused, failed) in
            [(1, 5, 1), (2, 10, 2), (5, 80, 16), (6, 160, 30), (u32::MAX, 300, 30)]
        {
            check(refusal(times), refused);
            check(failure(times), failed);
        }
        let waits: Vec<Duration> = (0..16).map(|_| spread(Duration::from_secs(1000))).collect();
        assert!(waits.iter().any(|wait| Some(wait) != waits.first()), "{waits:?}");
    }
}
