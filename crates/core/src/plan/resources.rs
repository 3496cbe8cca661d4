//! Requests and limits of the agent and the daemon.

use super::Report;
use crate::config::{Amount, Size};
use crate::finding::Finding;
use crate::quantity::Quantity;

/// What the containers may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resources {
    /// The agent's container.
    pub agent: Share,
    /// The daemon's container, when there is one.
    pub daemon: Option<Share>,
}

/// What one container may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What the scheduler reserves.
    pub requests: Amount,
    /// What the container may use at most: twice the requests.
    pub limits: Amount,
}

const MEBIBYTE: u64 = 1 << 20;

/// Below this limit the Java program that most agents are does not start, or ends when a build begins.
const LEAST_AGENT_BYTES: u64 = 256 * MEBIBYTE;

/// Below this limit dockerd itself runs out of memory on ordinary builds.
const COMFORTABLE_DAEMON_BYTES: u64 = 512 * MEBIBYTE;

/// What a size gives the containers; `None` while its quantities cannot be read.
#[must_use]
pub fn of(size: &Size, daemon: bool) -> Option<Resources> {
    plan(size, daemon, &mut Report::default())
}

pub(super) fn plan(size: &Size, daemon: bool, report: &mut Report) -> Option<Resources> {
    let total = match size.preset.amount() {
        Some(amount) => amount,
        None => custom(size, report)?,
    };
    if !daemon {
        let agent = share(total);
        if agent.limits.bytes < LEAST_AGENT_BYTES {
            report.push(enough(total, small_agent(agent, "instance.size.memory")));
        }
        return Some(Resources { agent, daemon: None });
    }
    let path = "instance.size.agentShare";
    if !(5..=95).contains(&size.agent_share) {
        let message = "The agent's share is between 5 and 95 percent, so that the daemon gets some too.";
        report.push(Finding::error("agent-share", path, message).fixed_by("Give the agent 75 %", path, 75));
        return None;
    }
    let (agent, rest) = split(total, size.agent_share);
    if agent.millicpu == 0 || rest.millicpu == 0 {
        report.error(
            "size-cpu",
            "instance.size.cpu",
            "Shared out, this leaves a container no CPU: request 100m or more.",
        );
        return None;
    }
    let (agent, daemon) = (share(agent), share(rest));
    if agent.limits.bytes < LEAST_AGENT_BYTES {
        report.push(enough(total, small_agent(agent, path)));
    }
    if daemon.limits.bytes < COMFORTABLE_DAEMON_BYTES {
        report.push(enough(total, small_daemon(daemon, path)));
    }
    Some(Resources { agent, daemon: Some(daemon) })
}

fn custom(size: &Size, report: &mut Report) -> Option<Amount> {
    let cpu = parse(&size.cpu, "instance.size.cpu", report, Quantity::millis);
    let memory = parse(&size.memory, "instance.size.memory", report, Quantity::bytes);
    let amount = Amount { millicpu: cpu?, bytes: memory? };
    let mut sound = true;
    if !(10..=1_000_000).contains(&amount.millicpu) {
        report.error("size-cpu", "instance.size.cpu", "The CPU request is between 10m and 1000.");
        sound = false;
    }
    if !(16 * MEBIBYTE..=1 << 44).contains(&amount.bytes) {
        let message = if amount.bytes < 1024 && size.memory.ends_with('m') {
            "This is less than a kilobyte: the suffix m means a thousandth. Write memory like 512Mi or 2Gi."
        } else if size.memory.ends_with(|last: char| last.is_ascii_digit()) {
            "This is a number of bytes, and too few: write memory with its unit, like 512Mi or 2Gi."
        } else {
            "The memory request is between 16Mi and 16Ti."
        };
        report.error("size-memory", "instance.size.memory", message);
        sound = false;
    }
    sound.then_some(amount)
}

fn parse(text: &str, path: &str, report: &mut Report, unit: fn(Quantity) -> i64) -> Option<u64> {
    match Quantity::parse(text) {
        // Below zero is out of range, which the caller says.
        Ok(quantity) => Some(u64::try_from(unit(quantity)).unwrap_or_default()),
        Err(message) => {
            report.error("size-quantity", path, message.to_string());
            None
        }
    }
}

fn split(total: Amount, agent_share: u8) -> (Amount, Amount) {
    let percent = u64::from(agent_share);
    let unit = if total.bytes.is_multiple_of(MEBIBYTE) { MEBIBYTE } else { 1 };
    let agent = Amount {
        millicpu: (total.millicpu * percent + 50) / 100,
        bytes: ((total.bytes / unit) * percent + 50) / 100 * unit,
    };
    (agent, Amount { millicpu: total.millicpu - agent.millicpu, bytes: total.bytes - agent.bytes })
}

fn share(requests: Amount) -> Share {
    Share { requests, limits: Amount { millicpu: requests.millicpu * 2, bytes: requests.bytes * 2 } }
}

fn small_agent(agent: Share, path: &str) -> Finding {
    let message = format!(
        "The agent may use {}. An agent in Java needs 256Mi and more to start, and builds need theirs beside it.",
        agent.limits.memory()
    );
    Finding::warning("agent-memory", path, message)
}

fn small_daemon(daemon: Share, path: &str) -> Finding {
    let message = format!(
        "The Docker daemon may use {}. Builds that need more end with \"connection reset by peer\", because the \
         daemon is killed; 512Mi and more is comfortable.",
        daemon.limits.memory()
    );
    Finding::advice("daemon-memory", path, message)
}

/// The finding with the share that gives both containers enough; where none does, with more memory.
fn enough(total: Amount, finding: Finding) -> Finding {
    let suffices = |percent: &u8| {
        let (agent, daemon) = split(total, *percent);
        share(agent).limits.bytes >= LEAST_AGENT_BYTES
            && share(daemon).limits.bytes >= COMFORTABLE_DAEMON_BYTES
    };
    match [75, 50].into_iter().find(suffices) {
        Some(share) => {
            finding.fixed_by(&format!("Give the agent {share} %"), "instance.size.agentShare", share)
        }
        None => finding.fixed_by("Request 512Mi", "instance.size.memory", "512Mi"),
    }
}

impl Amount {
    /// The CPU as the API server writes it: `250m`, `2`.
    #[must_use]
    pub fn cpu(&self) -> String {
        Quantity::from_millis(i64::try_from(self.millicpu).unwrap_or(i64::MAX)).to_string()
    }

    /// The memory as the API server writes it: `384Mi`, `2Gi`.
    #[must_use]
    pub fn memory(&self) -> String {
        // Without a binary unit it is read as a decimal amount, and written as one: `750M`.
        let decimal = Quantity::parse(&self.bytes.to_string()).unwrap_or(Quantity::ZERO);
        let binary = Quantity::from_bytes(i64::try_from(self.bytes).unwrap_or(i64::MAX));
        if self.bytes.is_multiple_of(1024) { binary } else { decimal }.to_string()
    }
}
