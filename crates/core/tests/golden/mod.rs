//! What a golden file shows: the configuration, what the core says about it, and the objects.

use serde_json::{Value, json};
use slipway_core::config::{self, Config};
use slipway_core::finding::Finding;
use slipway_core::render::render;
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::{preset, yaml};

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// Name and text of every golden: one per preset, one per file of `cases/`.
pub(crate) fn all() -> Vec<(String, String)> {
    let presets = preset::all().iter().map(|preset| {
        let text = show(&preset.config, Vec::new(), KubernetesVersion::NEWEST);
        (format!("preset-{}", preset.name), text)
    });
    presets.chain(CASES.iter().map(|(name, text)| (format!("case-{name}"), case(text)))).collect()
}

/// A case is a configuration with the version it is rendered for beside it.
fn case(text: &str) -> String {
    let mut document = yaml::read(text, &yaml::Limits::default()).expect("a case is YAML");
    let version = document.as_object_mut().and_then(|map| map.remove("kubernetes"));
    let version = version.map_or(KubernetesVersion::NEWEST, |v| {
        KubernetesVersion::parse(v.as_str().unwrap_or_default()).expect("a version")
    });
    let read = config::from_value(document);
    show(&read.config, read.findings, version)
}

fn show(config: &Config, mut findings: Vec<Finding>, version: KubernetesVersion) -> String {
    let rendered = render(config, &Target { kubernetes: version });
    findings.extend(rendered.findings);
    let mut text = format!("# Kubernetes {version}\n\n## Configuration\n\n{}", yaml::write(&written(config)));
    text.push_str("\n## Findings\n\n");
    for finding in &findings {
        text.push_str(&line(finding));
    }
    text.push_str("\n## Objects\n\n");
    match rendered.manifests {
        Some(manifests) => text.push_str(&manifests.yaml()),
        None => text.push_str("none\n"),
    }
    text
}

fn line(finding: &Finding) -> String {
    let severity = format!("{:?}", finding.severity).to_lowercase();
    let place =
        finding.position.map(|p| format!(" (line {}, column {})", p.line, p.column)).unwrap_or_default();
    let fix = finding.fix.as_ref().map(|fix| {
        let edits =
            fix.edits.iter().map(|edit| format!("{} = {}", edit.path, edit.value)).collect::<Vec<_>>();
        format!("  fix: {}: {}\n", fix.label, edits.join(", "))
    });
    format!(
        "{severity} {} {}{place}: {}\n{}",
        finding.code,
        finding.path,
        finding.message,
        fix.unwrap_or_default()
    )
}

/// What of the configuration is not the default.
fn written(config: &Config) -> Value {
    difference(&json!(config), &json!(Config::default())).unwrap_or_else(|| json!({}))
}

fn difference(value: &Value, default: &Value) -> Option<Value> {
    let (Value::Object(fields), Value::Object(defaults)) = (value, default) else {
        return (value != default).then(|| value.clone());
    };
    let changed: serde_json::Map<_, _> = fields
        .iter()
        .filter_map(|(key, value)| {
            Some((key.clone(), difference(value, defaults.get(key).unwrap_or(&Value::Null))?))
        })
        .collect();
    (!changed.is_empty()).then_some(Value::Object(changed))
}
