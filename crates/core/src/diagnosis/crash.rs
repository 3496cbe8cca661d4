//! Containers that end although they should run.

use super::Diagnosis;
use super::cause::{of_container, shortened, times};
use super::facts::{Container, Ended, Facts};

/// How long ago an end still matters when the container runs again: 1 hour.
const RECENT: i64 = 3600;

/// A container other than the daemon reached its memory limit.
pub(super) fn out_of_memory(facts: &Facts<'_>) -> Option<Diagnosis> {
    let container = facts.containers.iter().find(|container| {
        let end = container.last_end().filter(Ended::is_out_of_memory);
        end.is_some_and(|end| !container.is_running() || facts.is_recent(end.at, RECENT))
    })?;
    let limit = match container.limit("memory") {
        "" => "because its node ran out of memory".to_owned(),
        limit => format!("because it reached its memory limit of {limit}"),
    };
    let sentence = format!("{} was killed {} {limit}.", container.title(), times(container.ends()));
    let advice = format!("Raise the memory limit of container {}, or choose a larger size.", container.name);
    let stuck = facts.is_looping(container);
    Some(of_container("agent-out-of-memory", container, stuck, sentence, &advice, container.quoted()))
}

/// A container ends again and again.
pub(super) fn looping(facts: &Facts<'_>) -> Option<Diagnosis> {
    let container = facts.containers.iter().find(|container| is_looping(facts, container))?;
    let end = container.last_end()?;
    let sentence = match (end.exit_code, container.kind) {
        (0, _) => format!(
            "{} ends by itself (exit code 0), and is started again each time: {} so far.",
            container.title(),
            times(container.restarts())
        ),
        (code, _) => format!(
            "{} ended {} with exit code {code}{}.",
            container.title(),
            times(container.ends()),
            meaning(code)
        ),
    };
    let advice = "Look at the container's log: its last lines say why it ends.";
    let mut evidence = container.quoted();
    evidence.extend(last_line(facts, container));
    let stuck = facts.is_looping(container);
    Some(of_container("crash-loop", container, stuck, sentence, advice, evidence))
}

/// It waits for its next start, or has been started again shortly after ending at least twice.
fn is_looping(facts: &Facts<'_>, container: &Container<'_>) -> bool {
    let recent = container.last_end().is_some_and(|end| facts.is_recent(end.at, RECENT));
    let failed = container.ended().is_some_and(|end| end.exit_code != 0);
    container.is_waiting_for("CrashLoopBackOff")
        || (failed && container.ends() > 0)
        || (container.restarts() >= 2 && recent)
}

/// What shells and signals mean by their numbers.
pub(super) fn meaning(code: i64) -> &'static str {
    match code {
        126 => " (a command may not be run)",
        127 => " (a command was not found)",
        134 => " (it aborted)",
        137 => " (it was killed)",
        139 => " (it crashed: segmentation fault)",
        143 => " (it was told to stop)",
        _ => "",
    }
}

/// The last line of its log that says something.
pub(super) fn last_line(facts: &Facts<'_>, container: &Container<'_>) -> Option<String> {
    let line = facts.log(container.name).lines().rev().find(|line| !line.trim().is_empty())?;
    Some(format!("log of {}: {}", container.name, shortened(line)))
}
