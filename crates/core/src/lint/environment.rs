//! Environment variables.

use std::collections::BTreeSet;

use crate::config::EnvVar;
use crate::field;
use crate::finding::Finding;
use crate::plan::{Report, key_ref};
use crate::target::Target;

/// Every runtime hands variables over as texts that end there.
pub(crate) const NUL: &str =
    "This text holds a NUL (\\0), at which it ends for every container runtime: take it out.";

/// Every check of a list of variables: the agent's or the daemon's.
pub(super) fn check(settings: &[EnvVar], path: &str, target: &Target, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (index, setting) in settings.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let EnvVar { name, value, secret, config_map } = setting;
        report.check("env-name", &format!("{path}.name"), field::env_var(name, target));
        if !name.is_empty() && !seen.insert(name.as_str()) {
            report.error(
                "env-duplicate",
                format!("{path}.name"),
                format!("The variable {name} stands twice; keep one."),
            );
        }
        if value.contains('\0') {
            report.error("env-nul", format!("{path}.value"), NUL);
        }
        let sources = usize::from(!value.is_empty())
            + usize::from(secret.is_some())
            + usize::from(config_map.is_some());
        if sources > 1 {
            let message = "A variable has one source: a value, a Secret's key or a ConfigMap's key.";
            report.error("env-sources", path.clone(), message);
        }
        if looks_secret(name) && !value.is_empty() {
            let message = format!(
                "The value of {name} can be read in the pod, in links and by everybody who may see this page. Put it \
                 into a Secret and refer to that."
            );
            report.push(Finding::advice("env-plain-secret", format!("{path}.value"), message));
        }
        let references = [("secret", secret), ("configMap", config_map)];
        for (kind, reference) in references.into_iter().filter_map(|(kind, r)| r.as_ref().map(|r| (kind, r)))
        {
            key_ref(reference, &format!("{path}.{kind}"), report);
        }
    }
}

/// Whether the value of a variable of that name is probably nobody else's business.
fn looks_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let mut words = name.split('_');
    words.any(|word| matches!(word, "PASSWORD" | "PASSWD" | "PASSPHRASE" | "TOKEN" | "SECRET" | "APIKEY"))
        || name.ends_with("API_KEY")
        || name.ends_with("ACCESS_KEY")
        || name.ends_with("PRIVATE_KEY")
}
