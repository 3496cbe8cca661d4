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
    /// The body of a request arrives: its client has not sent it whole.
    Body,
    /// A request is answered.
    Answer,
    /// The answer has no more to say; its client has not taken all of it.
    Rest,
    /// Between two requests.
    Idle,
}

impl Activity {
    pub(super) fn new(now: Instant) -> Self {
        Self(Mutex::new(State { phase: Phase::Head, since: now, blocked: None }))
    }

    /// Something arrived: of a connection that was idle, the head of another request.
    pub(super) fn read(&self, now: Instant) {
        self.step(Phase::Idle, Phase::Head, now);
    }

    /// A head has arrived.
    pub(super) fn asked(&self, now: Instant) {
        let mut state = self.lock();
        (state.phase, state.since) = (Phase::Body, now);
    }

    /// The body of the request has arrived, or nobody wants it.
    pub(super) fn arrived(&self, now: Instant) {
        self.step(Phase::Body, Phase::Answer, now);
    }

    /// The answer has no more to say.
    pub(super) fn answered(&self, now: Instant) {
        self.step(Phase::Body, Phase::Rest, now);
        self.step(Phase::Answer, Phase::Rest, now);
    }

    /// The system has taken all there was to send.
    pub(super) fn flushed(&self, now: Instant) {
        self.step(Phase::Rest, Phase::Idle, now);
    }

    fn step(&self, from: Phase, to: Phase, now: Instant) {
        let mut state = self.lock();
        if state.phase == from {
            (state.phase, state.since) = (to, now);
        }
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
            // Who reads the body limits its time.
            Phase::Body | Phase::Answer | Phase::Rest => false,
            Phase::Idle => now >= since + limits.idle,
        };
        late || blocked.is_some_and(|since| now >= since + limits.stalled)
    }

    /// Whether no request is under way.
    pub(super) fn is_waiting(&self) -> bool {
        match self.lock().phase {
            Phase::Head | Phase::Idle => true,
            Phase::Body | Phase::Answer | Phase::Rest => false,
        }
    }

    /// Whether it is its client that everything waits for, when the server ends.
    pub(super) fn is_held_up(&self, now: Instant, limits: &Limits) -> bool {
        let State { phase, blocked, .. } = *self.lock();
        phase == Phase::Body || blocked.is_some_and(|since| now >= since + limits.farewell)
    }

    /// Where it stands among those that may make room for another one: the least first, `None` for those that may not.
    /// Those without a request come first, then those whose request has not arrived whole, then clients that do not
    /// read; in each case the one that has been so for longest.
    pub(super) fn rank(&self, now: Instant, limits: &Limits) -> Option<(u8, Instant)> {
        let State { phase, since, blocked } = *self.lock();
        match (phase, blocked) {
            (Phase::Head | Phase::Idle, _) => Some((0, since)),
            (Phase::Body, _) => Some((1, since)),
            (Phase::Answer | Phase::Rest, Some(since)) if now >= since + limits.slow => Some((2, since)),
            (Phase::Answer | Phase::Rest, _) => None,
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
    const ASKED: fn(&Activity, Instant) = Activity::asked;
    const ARRIVED: fn(&Activity, Instant) = Activity::arrived;
    const ANSWERING: fn(&Activity, Instant) = |activity, now| {
        activity.asked(now);
        activity.arrived(now);
    };
    const ANSWERED: fn(&Activity, Instant) = Activity::answered;
    const FLUSHED: fn(&Activity, Instant) = Activity::flushed;
    const BLOCKED: fn(&Activity, Instant) = |activity, now| activity.wrote(false, now);
    const TOOK: fn(&Activity, Instant) = |activity, now| activity.wrote(true, now);

    #[test]
    fn a_connection_is_overdue_when_its_client_took_too_long() {
        let limits = Limits::of(4);
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        // What happened at which second, and the second from which on it is overdue.
        let cases: [(&[Step], Option<u64>); 12] = [
            (&[], Some(10)),
            (&[(1, READ), (9, READ)], Some(10)),
            (&[(1, ASKED)], None),
            (&[(1, ANSWERING)], None),
            (&[(1, ANSWERING), (2, ANSWERED)], None),
            (&[(1, ANSWERING), (1, FLUSHED), (2, ANSWERED), (4, FLUSHED)], Some(79)),
            (&[(1, ANSWERING), (2, ANSWERED), (2, FLUSHED), (3, READ), (12, READ)], Some(13)),
            (&[(1, ANSWERING), (5, READ)], None),
            (&[(1, ASKED), (2, ANSWERED), (2, FLUSHED), (3, ARRIVED)], Some(77)),
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
    fn who_has_no_whole_request_makes_room_before_who_does_not_read_and_the_oldest_first() {
        let limits = Limits::of(4);
        let start = Instant::now();
        let mut all: Vec<(&str, Activity)> = vec![
            ("works", after(start, &[(1, ANSWERING)])),
            ("takes the rest", after(start, &[(1, ANSWERING), (2, ANSWERED)])),
            ("blocked a moment", after(start, &[(1, ANSWERING), (19, BLOCKED)])),
            ("blocked", after(start, &[(0, ANSWERING), (3, BLOCKED)])),
            ("blocked at the rest", after(start, &[(0, ANSWERING), (4, BLOCKED), (5, ANSWERED)])),
            ("half a body", after(start, &[(2, ASKED)])),
            ("half", after(start + Duration::from_secs(15), &[])),
            ("idle", after(start, &[(0, ANSWERING), (14, ANSWERED), (14, FLUSHED)])),
            ("new", after(start + Duration::from_secs(20), &[])),
        ];
        let now = start + Duration::from_secs(20);
        all.retain(|(_, activity)| activity.rank(now, &limits).is_some());
        all.sort_by_key(|(_, activity)| activity.rank(now, &limits));
        let order: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        assert_eq!(order, ["idle", "half", "new", "half a body", "blocked", "blocked at the rest"]);
    }
}
