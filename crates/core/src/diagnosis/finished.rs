//! Pods that have ended for good.

use super::ContainerKind;
use super::Diagnosis;
use super::cause::{of_container, of_pod, shortened};
use super::crash::{last_line, meaning};
use super::facts::Facts;
use crate::read::text;

/// All containers have ended and are not started again.
pub(super) fn ended(facts: &Facts<'_>) -> Option<Diagnosis> {
    if !facts.is_over() {
        return None;
    }
    let mains = || facts.containers.iter().filter(|container| container.kind == ContainerKind::Main);
    let advice =
        "Start the instance again; to have it restarted by itself, set the restart policy to Always.";
    if facts.phase() == "Succeeded" {
        let evidence = mains().flat_map(super::facts::Container::quoted).collect();
        let sentence = "The agent has ended by itself, without an error.".to_owned();
        return Some(of_pod("finished", true, sentence, advice, evidence));
    }
    let failed = facts
        .containers
        .iter()
        .find_map(|container| container.ended().filter(|end| end.exit_code != 0).map(|end| (container, end)));
    let Some((container, end)) = failed else {
        let message = shortened(text(facts.status, "message"));
        let cause = if message.is_empty() { text(facts.status, "reason").to_owned() } else { message };
        let sentence = format!("The pod has failed: {cause}.");
        return Some(of_pod("failed", true, sentence, advice, vec![format!("pod Failed: {cause}")]));
    };
    let code = end.exit_code;
    let sentence = format!("{} has ended with exit code {code}{}.", container.title(), meaning(code));
    let mut evidence = container.quoted();
    evidence.extend(last_line(facts, container));
    Some(of_container("failed", container, true, sentence, advice, evidence))
}
