//! The agent's environment: the profile's, Docker's, and the user's last.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{ConfigMapKeySelector, EnvVar, EnvVarSource, SecretKeySelector};

use super::Report;
use crate::config::{EnvVar as Setting, Instance, KeyRef};
use crate::docker::Access;
use crate::field;
use crate::finding::Finding;
use crate::profile::Contract;
use crate::target::Target;

/// A variable with a value.
pub(crate) fn literal(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.into()), value_from: None }
}

/// A variable whose value is a key of a Secret.
pub(crate) fn secret_key(name: &str, reference: &KeyRef) -> EnvVar {
    let selector =
        SecretKeySelector { name: reference.name.clone(), key: reference.key.clone(), optional: None };
    let source = EnvVarSource { secret_key_ref: Some(selector), ..EnvVarSource::default() };
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}

fn config_map_key(name: &str, reference: &KeyRef) -> EnvVar {
    let selector =
        ConfigMapKeySelector { name: reference.name.clone(), key: reference.key.clone(), optional: None };
    let source = EnvVarSource { config_map_key_ref: Some(selector), ..EnvVarSource::default() };
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}

/// Every check of a list of variables; used for the agent's and the daemon's.
pub(crate) fn check(settings: &[Setting], path: &str, target: &Target, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (index, setting) in settings.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let Setting { name, value, secret, config_map } = setting;
        report.check("env-name", &format!("{path}.name"), field::env_var(name, target));
        if !name.is_empty() && !seen.insert(name.as_str()) {
            report.error(
                "env-duplicate",
                format!("{path}.name"),
                format!("The variable {name} stands twice; keep one."),
            );
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

/// Whether a reference names an object and a key that can exist.
pub(crate) fn key_ref(reference: &KeyRef, path: &str, report: &mut Report) -> bool {
    let name = report.check("reference-name", &format!("{path}.name"), field::subdomain(&reference.name));
    let key = report.check("reference-key", &format!("{path}.key"), field::config_map_key(&reference.key));
    name && key
}

/// A configured variable as Kubernetes has it.
pub(crate) fn convert(setting: &Setting) -> EnvVar {
    match (&setting.secret, &setting.config_map) {
        (Some(secret), _) => secret_key(&setting.name, secret),
        (None, Some(config_map)) => config_map_key(&setting.name, config_map),
        (None, None) => literal(&setting.name, setting.value.clone()),
    }
}

pub(super) fn plan(
    instance: &Instance,
    contract: &Contract,
    access: &Access,
    target: &Target,
    report: &mut Report,
) -> Vec<EnvVar> {
    check(&instance.env, "instance.env", target, report);
    let mut env: Vec<EnvVar> = contract.env.iter().chain(&access.agent_env).cloned().collect();
    let generated = env.len();
    for (index, setting) in instance.env.iter().enumerate() {
        let variable = convert(setting);
        match env.iter_mut().take(generated).find(|other| other.name == variable.name) {
            Some(generated) => {
                let message = format!("This replaces the {} that Slipway sets.", variable.name);
                report.warning("env-replaced", format!("instance.env[{index}].name"), message);
                *generated = variable;
            }
            None => env.push(variable),
        }
    }
    env
}
