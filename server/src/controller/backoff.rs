//! How long to wait before the next try.

use std::time::Duration;

/// After a failed pod: 10 s, doubled each time, at most 5 minutes, as the kubelet does for containers.
pub(super) fn recreation(recreations: u32) -> Duration {
    doubled(Duration::from_secs(10), recreations)
}

/// After a refusal: 5 s, doubled each time, at most 5 minutes.
pub(super) fn refusal(refusals: u32) -> Duration {
    doubled(Duration::from_secs(5), refusals.saturating_sub(1))
}

fn doubled(first: Duration, times: u32) -> Duration {
    const LONGEST: Duration = Duration::from_secs(300);
    first.saturating_mul(1 << times.min(6)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes() {
        let seconds: Vec<u64> = (0..8).map(|times| recreation(times).as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(refusal(1).as_secs(), 5);
        assert_eq!(refusal(u32::MAX).as_secs(), 300);
    }
}
