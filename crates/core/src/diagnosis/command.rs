//! Containers whose command does not start.

use super::Diagnosis;
use super::cause::{after, of_container, quoted, shortened};
use super::facts::{Container, Facts};

/// The first container whose command cannot be started.
pub(super) fn not_found(facts: &Facts<'_>) -> Option<Diagnosis> {
    facts.containers.iter().find_map(of)
}

fn of(container: &Container<'_>) -> Option<Diagnosis> {
    if container.is_running() {
        return None;
    }
    let waiting =
        container.waiting().filter(|(reason, _)| *reason == "RunContainerError").map(|(_, message)| message);
    let failed = |end: &super::facts::Ended<'_>| matches!(end.reason, "StartError" | "ContainerCannotRun");
    let message = waiting.or_else(|| container.last_end().filter(failed).map(|end| end.message))?;
    let exec = after(message, "exec: ").unwrap_or(message);
    let command = quoted(exec).unwrap_or_default();
    let name = container.name;
    let (code, sentence, advice) = if exec.contains("no such file or directory")
        || exec.contains("not found in $PATH")
    {
        (
            "command-not-found",
            format!("Container {name} does not start: its image has no command \"{command}\"."),
            "Correct the command, or leave it out to use the image's own.",
        )
    } else if exec.contains("permission denied") {
        (
            "command-not-executable",
            format!("Container {name} does not start: the command \"{command}\" may not be run by its user."),
            "Make the file executable in the image, or choose another user.",
        )
    } else {
        (
            "container-does-not-start",
            format!(
                "Container {name} does not start: {}.",
                shortened(message.rsplit(": ").next().unwrap_or(message))
            ),
            "Look at the container's settings: the message is the container runtime's.",
        )
    };
    Some(of_container(code, container, true, sentence, advice, container.quoted()))
}
