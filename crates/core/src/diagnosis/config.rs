//! Containers that cannot be created as they are configured.

use super::Diagnosis;
use super::cause::{after, of_container, quoted, shortened};
use super::facts::{Container, Facts};

fn refused<'f, 'a>(facts: &'f Facts<'a>) -> Option<(&'f Container<'a>, &'a str)> {
    facts.containers.iter().find_map(|container| {
        let (reason, message) = container.waiting()?;
        matches!(reason, "CreateContainerConfigError" | "CreateContainerError")
            .then_some((container, message))
    })
}

/// The image would run as root where that is not allowed.
pub(super) fn user_is_root(facts: &Facts<'_>) -> Option<Diagnosis> {
    let (container, message) = refused(facts)?;
    let cause = if message.contains("image will run as root") {
        "its image runs as root"
    } else if message.contains("non-numeric user") {
        "its image names its user instead of numbering it, so that nobody knows whether it is root"
    } else {
        return None;
    };
    let sentence = format!("{} must not run as root (runAsNonRoot), but {cause}.", container.title());
    let advice = "Set runAsUser to the number of a user that is not root, or remove runAsNonRoot.";
    Some(of_container("runs-as-root", container, true, sentence, advice, container.quoted()))
}

/// A Secret, a ConfigMap or a key of one is missing.
pub(super) fn reference_missing(facts: &Facts<'_>) -> Option<Diagnosis> {
    let (container, message) = refused(facts)?;
    let name = container.name;
    let (code, sentence, advice) = if let Some(rest) = after(message, "couldn't find key ") {
        let mut words = rest.split(' ');
        let (key, _, kind, owner) = (words.next()?, words.next(), words.next()?, words.next()?);
        let owner = owner.rsplit('/').next().unwrap_or(owner);
        let sentence = format!("The {kind} \"{owner}\" has no key \"{key}\", which container {name} needs.");
        ("key-missing", sentence, "Add the key, or name another one.")
    } else if message.starts_with("secret ") && message.contains("not found") {
        let secret = quoted(message)?;
        let sentence = format!("The Secret \"{secret}\", which container {name} needs, does not exist.");
        ("secret-missing", sentence, "Create the Secret in the instance's namespace, or name another one.")
    } else if message.starts_with("configmap ") && message.contains("not found") {
        let map = quoted(message)?;
        let sentence = format!("The ConfigMap \"{map}\", which container {name} needs, does not exist.");
        (
            "config-map-missing",
            sentence,
            "Create the ConfigMap in the instance's namespace, or name another one.",
        )
    } else {
        let sentence = format!("Container {name} cannot be created: {}.", shortened(message));
        ("container-config", sentence, "Correct the container's settings: the message is the kubelet's.")
    };
    Some(of_container(code, container, true, sentence, advice, container.quoted()))
}
