use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::Limits;

/// What a connection is doing, and since when.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    phase: Phase,
    since: Instant,
    /// Since when the client takes nothing of what waits for it.
    blocked: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The head of a request arrives, or the connection is new.
    Head,
    /// A request is answered.
    Answer,
    /// Between two requests.
    Idle,
}

impl Activity {
    pub(super) fn new(now: Instant) -> Self {
        Self(Mutex::new(State { phase: Phase::Head, since: now, blocked: None }))
    }

    /// Something arrived: of a connection that was idle, the head of another request.
    pub(super) fn read(&self, now: Instant) {
        let mut state = self.lock();
        if state.phase == Phase::Idle {
            (state.phase, state.since) = (Phase::Head, now);
        }
    }

    /// A head has arrived.
    pub(super) fn answering(&self, now: Instant) {
        let mut state = self.lock();
        (state.phase, state.since) = (Phase::Answer, now);
    }

    /// The answer has no more to say.
    pub(super) fn answered(&self, now: Instant) {
        let mut state = self.lock();
        (state.phase, state.since) = (Phase::Idle, now);
    }

    /// The client took something, or (`false`) did not take what was there for it.
    pub(super) fn wrote(&self, taken: bool, now: Instant) {
        let mut state = self.lock();
        state.blocked = if taken { None } else { state.blocked.or(Some(now)) };
    }

    /// Whether it took longer than it may.
    pub(super) fn is_overdue(&self, now: Instant, limits: &Limits) -> bool {
        let State { phase, since, blocked } = *self.lock();
        let late = match phase {
            Phase::Head => now >= since + limits.head,
            Phase::Answer => false,
            Phase::Idle => now >= since + limits.idle,
        };
        late || blocked.is_some_and(|since| now >= since + limits.stalled)
    }

    /// Whether no answer is under way.
    pub(super) fn is_waiting(&self) -> bool {
        self.lock().phase != Phase::Answer
    }

    /// Where it stands among those that may make room for another one: the least first, `None` for those that may not.
    /// Those without a request come first, then clients that do not read; in each case the one that has been so for
    /// longest.
    pub(super) fn rank(&self, now: Instant, limits: &Limits) -> Option<(bool, Instant)> {
        let State { phase, since, blocked } = *self.lock();
        match (phase, blocked) {
            (Phase::Answer, Some(since)) if now >= since + limits.slow => Some((true, since)),
            (Phase::Answer, _) => None,
            (Phase::Head | Phase::Idle, _) => Some((false, since)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    type Step = (u64, fn(&Activity, Instant));

    fn after(start: Instant, steps: &[Step]) -> Activity {
        let activity = Activity::new(start);
        steps.iter().for_each(|(at, step)| step(&activity, start + Duration::from_secs(*at)));
        activity
    }

    const READ: fn(&Activity, Instant) = Activity::read;
    const ANSWERING: fn(&Activity, Instant) = Activity::answering;
    const ANSWERED: fn(&Activity, Instant) = Activity::answered;
    const BLOCKED: fn(&Activity, Instant) = |activity, now| activity.wrote(false, now);
    const TOOK: fn(&Activity, Instant) = |activity, now| activity.wrote(true, now);

    #[test]
    fn a_connection_is_overdue_when_its_client_took_too_long() {
        let limits = Limits::of(4);
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        // What happened at which second, and the second from which on it is overdue.
        let cases: [(&[Step], Option<u64>); 9] = [
            (&[], Some(10)),
            (&[(1, READ), (9, READ)], Some(10)),
            (&[(1, ANSWERING)], None),
            (&[(1, ANSWERING), (2, ANSWERED)], Some(77)),
            (&[(1, ANSWERING), (2, ANSWERED), (3, READ), (12, READ)], Some(13)),
            (&[(1, ANSWERING), (5, READ)], None),
            (&[(1, ANSWERING), (2, BLOCKED), (40, BLOCKED)], Some(62)),
            (&[(1, ANSWERING), (2, BLOCKED), (40, TOOK), (41, BLOCKED)], Some(101)),
            (&[(1, ANSWERING), (2, BLOCKED), (3, ANSWERED)], Some(62)),
        ];
        for (steps, expected) in cases {
            let activity = after(start, steps);
            let overdue = (0..200).find(|at| activity.is_overdue(start + second * *at, &limits));
            assert_eq!(overdue, expected.map(|at| u32::try_from(at).expect("small")));
        }
    }

    #[test]
    fn who_has_no_request_makes_room_before_who_does_not_read_and_the_oldest_first() {
        let limits = Limits::of(4);
        let start = Instant::now();
        let mut all: Vec<(&str, Activity)> = vec![
            ("works", after(start, &[(1, ANSWERING)])),
            ("blocked a moment", after(start, &[(1, ANSWERING), (19, BLOCKED)])),
            ("blocked", after(start, &[(0, ANSWERING), (3, BLOCKED)])),
            ("half", after(start + Duration::from_secs(15), &[])),
            ("idle", after(start, &[(0, ANSWERING), (14, ANSWERED)])),
            ("new", after(start + Duration::from_secs(20), &[])),
        ];
        let now = start + Duration::from_secs(20);
        all.retain(|(_, activity)| activity.rank(now, &limits).is_some());
        all.sort_by_key(|(_, activity)| activity.rank(now, &limits));
        let order: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        assert_eq!(order, ["idle", "half", "new", "blocked"]);
    }
}
