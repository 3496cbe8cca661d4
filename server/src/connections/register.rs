use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::Limits;
use super::activity::Activity;

/// All connections there are.
#[derive(Default)]
pub(super) struct Register {
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    last: u64,
    open: HashMap<u64, Entry>,
}

struct Entry {
    activity: Arc<Activity>,
    /// Ends its task, and with it the connection; `None` before there is one.
    task: Option<AbortHandle>,
}

/// The entry of one connection; it goes when this is dropped.
pub(super) struct Seat {
    register: Arc<Register>,
    number: u64,
    /// What it is doing.
    pub(super) activity: Arc<Activity>,
}

impl Register {
    /// Enters a new connection; its number.
    pub(super) fn enter(self: &Arc<Self>, now: Instant) -> (u64, Seat) {
        let activity = Arc::new(Activity::new(now));
        let mut entries = self.lock();
        entries.last += 1;
        let number = entries.last;
        entries.open.insert(number, Entry { activity: activity.clone(), task: None });
        (number, Seat { register: self.clone(), number, activity })
    }

    /// Remembers how a connection is ended; one that ended meanwhile has no entry any more.
    pub(super) fn set_task(&self, number: u64, task: AbortHandle) {
        if let Some(entry) = self.lock().open.get_mut(&number) {
            entry.task = Some(task);
        }
    }

    /// Makes room for one more where there are as many as may be; whether there is room.
    pub(super) fn make_room(&self, now: Instant, limits: &Limits) -> bool {
        let mut entries = self.lock();
        if entries.open.len() < limits.connections {
            return true;
        }
        let ranks = entries.open.iter().filter_map(|(number, entry)| {
            entry.task.as_ref()?;
            Some((entry.activity.rank(now, limits)?, *number))
        });
        let Some((_, number)) = ranks.min() else { return false };
        entries.end(number);
        true
    }

    /// Ends those that took too long.
    pub(super) fn end_overdue(&self, now: Instant, limits: &Limits) {
        self.end_all(|activity| activity.is_overdue(now, limits));
    }

    /// Ends those that no request is under way on.
    pub(super) fn end_waiting(&self) {
        self.end_all(Activity::is_waiting);
    }

    /// Ends those whose clients neither send the rest of a request nor take an answer.
    pub(super) fn end_held_up(&self, now: Instant, limits: &Limits) {
        self.end_all(|activity| activity.is_held_up(now, limits));
    }

    fn end_all(&self, which: impl Fn(&Activity) -> bool) {
        let mut entries = self.lock();
        let ends = entries.open.iter().filter(|(_, entry)| which(&entry.activity));
        let numbers: Vec<u64> = ends.map(|(number, _)| *number).collect();
        numbers.into_iter().for_each(|number| entries.end(number));
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn end(&mut self, number: u64) {
        // The entry goes at once, so that no second one has to make the same room; its task a moment later.
        if let Some(task) = self.open.remove(&number).and_then(|entry| entry.task) {
            task.abort();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.register.lock().open.remove(&self.number);
    }
}
