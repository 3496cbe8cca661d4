//! The agent's environment: the profile's, Docker's, and the user's last.

use k8s_openapi::api::core::v1::{ConfigMapKeySelector, EnvVar, EnvVarSource, SecretKeySelector};

use super::Report;
use crate::config::{EnvVar as Setting, Instance, KeyRef};
use crate::docker::Access;
use crate::field;
use crate::profile::Contract;

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
    report: &mut Report,
) -> Vec<EnvVar> {
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
