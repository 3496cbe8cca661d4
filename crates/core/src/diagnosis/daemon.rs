//! The Docker daemon beside the agent.

use super::cause::{of_container, shortened, times};
use super::facts::{Container, Facts};
use super::{ContainerKind, Diagnosis};

/// How long ago an end still matters when the container runs again: 1 hour.
const RECENT: i64 = 3600;
const RESET: &str = "connection reset by peer";

fn daemons<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = &'f Container<'a>> {
    facts.containers.iter().filter(|container| container.is_daemon())
}

/// A daemon that may not do its work. Sysbox and the like need no privilege: there it runs.
pub(super) fn not_privileged(facts: &Facts<'_>) -> Option<Diagnosis> {
    let container = daemons(facts).find(|container| {
        let failed = container.last_end().is_some_and(|end| end.exit_code != 0 && !end.is_out_of_memory());
        !container.is_privileged() && failed && !container.is_ready()
    })?;
    let end = container.last_end()?;
    let sentence = format!(
        "{} ends with exit code {} because its container is not privileged: it may not mount file systems and set up networks.",
        container.title(),
        end.exit_code
    );
    let advice = "Set privileged for the daemon's container, or use a runtime class like sysbox-runc that does without.";
    let mut evidence = container.quoted();
    evidence.extend(telling_line(facts, container));
    Some(of_container("daemon-not-privileged", container, true, sentence, advice, evidence))
}

/// A line of the log that speaks of missing rights. The warnings about modules and tables are in every daemon's log.
fn telling_line(facts: &Facts<'_>, container: &Container<'_>) -> Option<String> {
    let noise = ["modprobe", "ip_tables_names", "nf_tables"];
    let mut lines = facts.log(container.name).lines().rev();
    let telling = |line: &&str| {
        (line.contains("permission denied")
            || line.contains("are you root")
            || line.contains("Operation not permitted"))
            && !noise.iter().any(|noise| line.contains(noise))
    };
    lines.find(telling).map(|line| format!("log of {}: {}", container.name, shortened(line)))
}

/// The daemon runs before the agent as an ordinary init container, which ends never: something took
/// `restartPolicy: Always` off the sidecar.
pub(super) fn stripped(facts: &Facts<'_>) -> Option<Diagnosis> {
    let container =
        daemons(facts).find(|container| container.kind == ContainerKind::Init && container.is_running())?;
    let sentence = format!(
        "{} is an ordinary init container without restartPolicy: Always, so the agent waits for ever for its end.",
        container.title()
    );
    let advice = "Look for an admission webhook of the cluster that is older than native sidecars and drops the field, or run the \
                  daemon as a plain container.";
    let evidence = vec![format!("init container {} runs, without restartPolicy", container.name)];
    Some(of_container("sidecar-stripped", container, true, sentence, advice, evidence))
}

/// The daemon reached its memory limit.
pub(super) fn out_of_memory(facts: &Facts<'_>) -> Option<Diagnosis> {
    let container = daemons(facts).find(|container| {
        let end = container.last_end().filter(super::facts::Ended::is_out_of_memory);
        end.is_some_and(|end| !container.is_running() || facts.is_recent(end.at, RECENT))
    })?;
    let limit = match container.limit("memory") {
        "" => "because its node ran out of memory".to_owned(),
        limit => format!("because it reached its memory limit of {limit}"),
    };
    let sentence = format!(
        "{} was killed {} {limit}; builds then see \"{RESET}\".",
        container.title(),
        times(container.ends())
    );
    let advice = format!(
        "Raise the memory limit of container {}, or give the daemon a larger share of the size.",
        container.name
    );
    let mut evidence = container.quoted();
    evidence.extend(reset_line(facts));
    Some(of_container(
        "daemon-out-of-memory",
        container,
        facts.is_looping(container),
        sentence,
        &advice,
        evidence,
    ))
}

/// The agent lost its daemon, though nothing says why.
pub(super) fn connections_reset(facts: &Facts<'_>) -> Option<Diagnosis> {
    let container = daemons(facts).next()?;
    let line = reset_line(facts)?;
    let ended = container.restarts() > 0 || !container.is_running();
    let cause = if ended { "the daemon was restarted" } else { "the daemon dropped them" };
    let sentence = format!(
        "Connections from the agent to {} were cut (\"{RESET}\"): {cause}, usually because it was out of memory.",
        container.title().replacen("The", "the", 1)
    );
    let advice = format!("Look at the log of container {}, and raise its memory limit.", container.name);
    let evidence = std::iter::once(line).chain(container.quoted()).collect();
    Some(of_container("daemon-connections-reset", container, false, sentence, &advice, evidence))
}

/// The line of another container's log.
fn reset_line(facts: &Facts<'_>) -> Option<String> {
    let others = facts.containers.iter().filter(|container| !container.is_daemon());
    others.into_iter().find_map(|container| {
        let line = facts.log(container.name).lines().rev().find(|line| line.contains(RESET))?;
        Some(format!("log of {}: {}", container.name, shortened(line)))
    })
}
