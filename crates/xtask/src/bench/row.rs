//! One line of the table.

use super::goal::Goal;
use super::samples::{Samples, Spread};
use super::unit::{Unit, digits};

/// What both sides came to.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    pub(super) ours: Samples,
    pub(super) peer: Option<Peer>,
    pub(super) goals: &'static [Goal],
}

/// The other side.
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) samples: Samples,
}

impl Row {
    /// How many times as good as the peer we are, round by round.
    pub(super) fn times(&self) -> Option<Spread> {
        self.peer.as_ref().map(|peer| {
            if self.unit.less_is_better() {
                peer.samples.over(&self.ours)
            } else {
                self.ours.over(&peer.samples)
            }
        })
    }

    /// The line of a Markdown table.
    pub(super) fn line(&self) -> String {
        let peer = match &self.peer {
            Some(peer) => format!("{}: {}", peer.name, self.numbers(&peer.samples)),
            None => "-".to_owned(),
        };
        let times = self.times().map_or_else(|| "-".to_owned(), |ratio| written(ratio, digits));
        let goals: Vec<String> = self.goals.iter().map(|goal| goal.words(self)).collect();
        let reached = match self.goals {
            [] => "-",
            goals if goals.iter().all(|goal| goal.is_reached(self)) => "yes",
            _ => "no",
        };
        let goals = if goals.is_empty() { "-".to_owned() } else { goals.join(", ") };
        let ours = self.numbers(&self.ours);
        format!("| {} | {ours} | {peer} | {times} | {goals} | {reached} | {} |\n", self.name, self.ours.len())
    }

    fn numbers(&self, samples: &Samples) -> String {
        written(samples.spread(), |number| self.unit.write(number))
    }
}

/// Median and quartiles; a single number has no spread.
fn written(spread: Spread, write: impl Fn(f64) -> String) -> String {
    let Spread { median, low, high } = spread;
    if low.to_bits() == high.to_bits() {
        return write(median);
    }
    format!("{} ({} to {})", write(median), write(low), write(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(numbers: &[f64]) -> Samples {
        Samples::new(numbers.to_vec()).unwrap()
    }

    #[test]
    fn a_line_says_both_sides_how_they_compare_and_whether_that_is_what_we_want() {
        let line = |unit, ours: &[f64], peer: Option<&[f64]>, goals| {
            let peer = peer.map(|numbers| Peer { name: "peer", samples: samples(numbers) });
            Row { name: "it", unit, ours: samples(ours), peer, goals }.line()
        };
        let half_goal: &[Goal] = &[Goal::Times(5.0), Goal::AtMost(1.0)];
        let cases = [
            (
                line(Unit::Seconds, &[1.0, 2.0, 3.0], Some(&[5.0, 10.0, 15.0]), &[Goal::Times(5.0)]),
                "| it | 2.00 s (1.50 s to 2.50 s) | peer: 10.0 s (7.50 s to 12.5 s) | 5.00 | 5 times | yes | 3 |",
            ),
            (
                line(Unit::Seconds, &[2.0], Some(&[10.0]), half_goal),
                "| it | 2.00 s | peer: 10.0 s | 5.00 | 5 times, at most 1.00 s | no | 1 |",
            ),
            (
                line(Unit::PerSecond, &[100.0], Some(&[50.0]), &[Goal::Times(2.0)]),
                "| it | 100/s | peer: 50.0/s | 2.00 | 2 times | yes | 1 |",
            ),
            (
                line(Unit::PerSecond, &[49.0], None, &[Goal::AtLeast(50.0)]),
                "| it | 49.0/s | - | - | at least 50.0/s | no | 1 |",
            ),
            (line(Unit::Bytes, &[2e6], None, &[]), "| it | 2.00 MB | - | - | - | - | 1 |"),
        ];
        for (line, expected) in cases {
            assert_eq!(line, format!("{expected}\n"));
        }
    }
}
