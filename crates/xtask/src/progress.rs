//! What the person at the terminal sees: one line for each step, with its time and, while it runs, what it is doing.

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Without a terminal (CI), a running step says so at this interval.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// A numbered sequence of steps.
pub(crate) struct Progress {
    total: usize,
    begun: Cell<usize>,
}

/// What a step that did not fail did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Worked,
    /// Nothing it reads has changed since last time.
    Unchanged,
}

/// One step while it runs.
pub(crate) struct Step {
    heading: String,
    started: Instant,
    terminal: bool,
    latest: RefCell<String>,
    next_sign: Cell<Duration>,
}

impl Progress {
    /// A sequence of `total` steps.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, begun: Cell::new(0) }
    }

    /// Begins the next step and shows its line.
    pub(crate) fn begin(&self, label: &str) -> Step {
        self.begun.set(self.begun.get() + 1);
        Step::begin(format!("[{}/{}] {label}", self.begun.get(), self.total))
    }

    /// Does one step that either works or ends the command.
    pub(crate) fn step(
        &self,
        label: &str,
        work: impl FnOnce(&Step) -> anyhow::Result<Done>,
    ) -> anyhow::Result<()> {
        let step = self.begin(label);
        let result = work(&step);
        step.end(match &result {
            Ok(Done::Worked) => "done",
            Ok(Done::Unchanged) => "unchanged",
            Err(_) => "FAILED",
        });
        result.map(drop)
    }
}

impl Step {
    fn begin(heading: String) -> Self {
        let step = Self {
            heading,
            started: Instant::now(),
            terminal: std::io::stdout().is_terminal(),
            latest: RefCell::default(),
            next_sign: Cell::new(if std::io::stdout().is_terminal() { Duration::ZERO } else { HEARTBEAT }),
        };
        if step.terminal {
            step.redraw();
        } else {
            println!("{} ...", step.heading);
        }
        step
    }

    /// The step's newest line of output; shown while the step runs.
    pub(crate) fn say(&self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            line.clone_into(&mut self.latest.borrow_mut());
        }
        self.tick();
    }

    /// Brings the step's line up to date when that is due.
    pub(crate) fn tick(&self) {
        let elapsed = self.started.elapsed();
        if elapsed < self.next_sign.get() {
            return;
        }
        if self.terminal {
            self.next_sign.set(elapsed + Duration::from_millis(100));
            self.redraw();
        } else {
            self.next_sign.set(elapsed + HEARTBEAT);
            println!("      {} s: {}", elapsed.as_secs(), self.latest.borrow());
        }
    }

    /// Ends the step's line with a word and the seconds it took; returns the seconds.
    pub(crate) fn end(&self, word: &str) -> f64 {
        let seconds = self.started.elapsed().as_secs_f64();
        if self.terminal {
            println!("\r\x1b[K{}  {word}, {seconds:.1} s", self.heading);
        } else {
            println!("      {word}, {seconds:.1} s");
        }
        seconds
    }

    /// One line of at most 79 characters: a longer one would wrap and leave its first half behind.
    fn redraw(&self) {
        let line =
            format!("{} {} s  {}", self.heading, self.started.elapsed().as_secs(), self.latest.borrow());
        let line: String = line.chars().filter(|character| !character.is_control()).take(79).collect();
        print!("\r\x1b[K{line}");
        // A terminal that went away is no reason to stop building.
        std::io::stdout().flush().ok();
    }
}
