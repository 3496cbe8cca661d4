use std::time::Duration;

use tokio::time::Instant;

use crate::cluster::Timing;

/// Requests that may be made at once.
const AT_ONCE: u32 = 3;

/// How many requests a watch may make: a few at once, then one in each `request` of the timing. However its answers
/// fail, the API server is never flooded.
pub(super) struct Budget {
    request: Duration,
    /// When all of them may be made at once again.
    full: Instant,
    /// When there may be a new reason for requests again.
    grant: Instant,
}

impl Budget {
    pub(super) fn new(request: Duration, now: Instant) -> Self {
        Self { request, full: now, grant: now }
    }

    /// A list and a watch may be made at once, because there is a new reason for them; but a reason that comes again
    /// and again is none.
    pub(super) fn grant(&mut self, now: Instant) {
        if now < self.grant {
            return;
        }
        self.grant = now + self.request * (AT_ONCE - 1);
        self.full = self.full.min(now + self.request / 2);
    }

    /// How long until the next request may be made.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        let saved = self.request * (AT_ONCE - 1);
        self.full.saturating_duration_since(now).saturating_sub(saved)
    }

    /// A request is made.
    pub(super) fn spend(&mut self, now: Instant) {
        self.full = self.full.max(now) + Timing::spread(self.request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_reason_is_not_kept_waiting() {
        let now = Instant::now();
        let mut budget = Budget::new(Timing::default().request, now);
        for _ in 0..20 {
            budget.spend(now);
        }
        budget.grant(now);
        for _ in 0..2 {
            assert_eq!(budget.wait(now), Duration::ZERO);
            budget.spend(now);
        }
        assert!(budget.wait(now) > Duration::ZERO);
        budget.grant(now);
        assert!(budget.wait(now) > Duration::ZERO, "a reason that comes again at once");
    }

    #[test]
    fn no_minute_has_more_than_ten_requests_and_no_pause_is_longer_than_ten_seconds() {
        let mut now = Instant::now();
        let mut budget = Budget::new(Timing::default().request, now);
        let mut made: Vec<Instant> = Vec::new();
        for _ in 0..200 {
            let wait = budget.wait(now);
            assert!(wait <= Duration::from_secs(10), "{wait:?}");
            now += wait;
            budget.spend(now);
            made.push(now);
        }
        for (index, end) in made.iter().enumerate() {
            let minute =
                made[..=index].iter().filter(|at| end.duration_since(**at) < Duration::from_secs(60));
            assert!(minute.count() <= 10, "{made:?}");
        }
    }
}
