//! What a configuration may come to, however it was written: custom resources are read past the reader of documents.

use super::{Config, Daemon, Generic, HostSocket, Instance};
use crate::finding::Finding;
use crate::limits::{self, ITEMS};

/// The finding about a configuration that exceeds its limits; nothing else of it is looked at.
pub(crate) fn excess(config: &Config) -> Option<Finding> {
    // Counted before the whole is written out, which of a list of nothing is fifty times as much.
    let long = lists(config).into_iter().find(|(_, items)| *items > ITEMS);
    let (path, sentence) = match long {
        Some((path, items)) => {
            let kind = format!("a list or mapping has at most {ITEMS} items; this one has {items}");
            (path.to_owned(), kind)
        }
        None => {
            let (path, sentence) = limits::excess(&serde_json::to_value(config).ok()?)?;
            (path.to_string(), sentence)
        }
    };
    Some(Finding::error("input-limit", path, sentence))
}

/// Every list and mapping of a configuration, and how many items it has.
pub(crate) fn lists(config: &Config) -> [(&'static str, usize); 13] {
    let Instance { env, node_selector, tolerations, labels, annotations, profile, .. } = &config.instance;
    let Generic { command, args, .. } = &profile.generic;
    let HostSocket { libraries, .. } = &config.image.docker.host_socket;
    let daemon = &config.image.docker.daemon;
    let Daemon { registry_mirrors, insecure_registries, pre_pull, extra_args, env: daemon_env, .. } = daemon;
    [
        ("image.docker.hostSocket.libraries", libraries.len()),
        ("image.docker.daemon.registryMirrors", registry_mirrors.len()),
        ("image.docker.daemon.insecureRegistries", insecure_registries.len()),
        ("image.docker.daemon.prePull.images", pre_pull.images.len()),
        ("image.docker.daemon.extraArgs", extra_args.len()),
        ("image.docker.daemon.env", daemon_env.len()),
        ("instance.profile.generic.command", command.len()),
        ("instance.profile.generic.args", args.len()),
        ("instance.env", env.len()),
        ("instance.nodeSelector", node_selector.len()),
        ("instance.tolerations", tolerations.len()),
        ("instance.labels", labels.len()),
        ("instance.annotations", annotations.len()),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::path::Path;

    /// Where a document has lists, and mappings that are empty.
    fn found(at: &Path, value: &Value, paths: &mut BTreeSet<String>) {
        match value {
            Value::Array(_) => drop(paths.insert(at.to_string())),
            Value::Object(fields) if fields.is_empty() => drop(paths.insert(at.to_string())),
            Value::Object(fields) => {
                fields.iter().for_each(|(key, value)| found(&at.join(key.as_str()), value, paths))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_list_and_mapping_of_a_configuration_is_counted() {
        let mut expected = BTreeSet::new();
        found(&Path::root(), &serde_json::to_value(Config::default()).unwrap(), &mut expected);
        let counted: BTreeSet<String> =
            lists(&Config::default()).into_iter().map(|(path, _)| path.to_owned()).collect();
        assert_eq!(counted, expected);
    }
}
