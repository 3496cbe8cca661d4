//! What containers have written: the last two runs of each, and a signal for those who follow.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use tokio::sync::watch;

/// Lines kept of one run.
const LINES: usize = 5_000;

/// One line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) at: Timestamp,
    pub(crate) text: String,
}

/// The log of one run of a container.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    pub(crate) lines: Vec<Line>,
    /// How many lines were dropped before the first one kept.
    pub(crate) dropped: usize,
    /// Counts the container's runs, so that a follower notices a restart.
    pub(crate) number: usize,
    pub(crate) ended: bool,
}

type Runs = HashMap<(String, String), Vec<Run>>;

/// All logs, by pod uid and container name.
pub(crate) struct LogBook {
    runs: Mutex<Runs>,
    changed: watch::Sender<()>,
}

impl Default for LogBook {
    fn default() -> Self {
        Self { runs: Mutex::default(), changed: watch::Sender::new(()) }
    }
}

impl LogBook {
    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the log of a new run.
    pub(crate) fn begin(&self, uid: &str, container: &str) {
        let mut book = self.lock();
        let runs = book.entry((uid.to_owned(), container.to_owned())).or_default();
        let number = runs.last().map_or(0, |run| run.number + 1);
        runs.push(Run { number, ..Run::default() });
        if runs.len() > 2 {
            runs.remove(0);
        }
    }

    /// Adds a line to the current run.
    pub(crate) fn write(&self, uid: &str, container: &str, text: &str) {
        self.with_current(uid, container, |run| {
            run.lines.push(Line { at: Timestamp::now(), text: text.to_owned() });
            if run.lines.len() > LINES {
                run.lines.remove(0);
                run.dropped += 1;
            }
        });
    }

    /// Ends the current run.
    pub(crate) fn end(&self, uid: &str, container: &str) {
        self.with_current(uid, container, |run| run.ended = true);
    }

    fn with_current(&self, uid: &str, container: &str, change: impl FnOnce(&mut Run)) {
        if let Some(run) =
            self.lock().get_mut(&(uid.to_owned(), container.to_owned())).and_then(|it| it.last_mut())
        {
            change(run);
        }
        self.changed.send_replace(());
    }

    /// The log of the current run, or of the one before.
    pub(crate) fn read(&self, uid: &str, container: &str, previous: bool) -> Option<Run> {
        let book = self.lock();
        let runs = book.get(&(uid.to_owned(), container.to_owned()))?;
        runs.iter().rev().nth(usize::from(previous)).cloned()
    }

    /// Forgets a pod.
    pub(crate) fn forget(&self, uid: &str) {
        self.lock().retain(|(of, _), _| of != uid);
        self.changed.send_replace(());
    }

    /// Signals every change of any log.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}
