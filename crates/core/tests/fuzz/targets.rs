//! What has to hold, whatever comes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use slipway_core::config::{self, Config};
use slipway_core::finding::Finding;
use slipway_core::limits;
use slipway_core::merge::{self, Root};
use slipway_core::render::{objects, render, render_plain};
use slipway_core::target::Target;
use slipway_core::yaml::{self, Limits};

use crate::mutate::Random;

/// Emitted YAML reads back to the same value, and marks do not change it.
fn reads_back(value: &Value) {
    let text = yaml::write(value);
    let generous =
        Limits { bytes: 1 << 26, lines: 1 << 20, unfolded: 1 << 26, items: 1 << 20, ..Limits::default() };
    assert_eq!(yaml::read(&text, &generous).as_ref(), Ok(value), "{text:.2000}");
    assert_eq!(yaml::highlight(&[value]).text, text);
    let hidden = text.chars().find(|c| *c != '\n' && *c != '\t' && slipway_core::visible::is_hidden(*c));
    assert_eq!(hidden, None, "{text:?}");
}

/// Lines that a document has, as the limits count them.
fn lines(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
        Value::String(text) => 1 + text.matches('\n').count(),
        Value::Array(items) => 1 + items.iter().map(lines).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(lines).sum::<usize>(),
    }
}

fn told(findings: &[Finding]) {
    assert!(findings.len() <= limits::FINDINGS + 1, "{} findings", findings.len());
    let longest = findings.iter().map(|finding| finding.message.len()).max().unwrap_or_default();
    assert!(longest < 64 << 10, "a message of {longest} bytes");
}

fn rendered(config: &Config) {
    let target = Target::default();
    let rendered = render(config, &target);
    told(&rendered.findings);
    let plain = render_plain(config, &target);
    assert_eq!(
        plain.is_none(),
        !(config.image.overlay.trim().is_empty() && config.instance.overlay.trim().is_empty())
    );
    let Some(manifests) = rendered.manifests else { return };
    assert!(lines(&manifests.pod) <= 2 * limits::OVERLAY_LINES + limits::LINES);
    manifests.objects().into_iter().for_each(reads_back);
    // What is applied is what was previewed.
    assert_eq!(objects(config, &target).map(|made| made.yaml()), Some(manifests.yaml()));
    if plain.is_some() {
        assert_eq!(plain.and_then(|plain| plain.manifests), Some(manifests));
    }
}

/// The text as an overlay: of the instance, the image, or both.
pub(crate) fn overlay(text: &str, random: &mut Random) {
    let mut config = Config::default();
    let both = random.below(3);
    if both != 0 {
        config.instance.overlay = text.to_owned();
    }
    if both != 1 {
        config.image.overlay = text.to_owned();
    }
    rendered(&config);
}

/// The text as a configuration, and its values as those of one.
pub(crate) fn configuration(text: &str, _: &mut Random) {
    if let Ok(read) = config::parse(text) {
        told(&read.findings);
        rendered(&read.config);
        let written = serde_json::to_value(&read.config).unwrap();
        assert_eq!(config::from_value(written).config, read.config, "what was read is written as it is read");
    }
    let document = json!({"instance": {"env": [{"value": text}], "labels": {text: text}}, "image": {"agentImage": text}, text: 1});
    let read = config::from_value(document);
    told(&read.findings);
    rendered(&read.config);
}

/// The text as YAML.
pub(crate) fn yaml(text: &str, _: &mut Random) {
    let limits = Limits::default();
    match yaml::read_all(text, &limits) {
        Ok(documents) => {
            assert!(documents.len() <= limits.documents && text.len() <= limits.bytes);
            assert!(documents.iter().map(lines).sum::<usize>() <= limits.lines);
            documents.iter().for_each(reads_back);
        }
        Err(error) => assert!(!error.message.is_empty() && error.message.len() < 64 << 10, "{error:.200}"),
    }
    let _ = yaml::yaml11_surprises(text);
}

/// The text as a patch, of a recorded object and of itself.
pub(crate) fn merge(text: &str, _: &mut Random) {
    let Ok(patch) = yaml::read(text, &Limits::default()) else { return };
    let (original, patch) = match (patch.get("original"), patch.get("patch")) {
        (Some(original), Some(patch)) => (original.clone(), patch.clone()),
        _ => (patch.clone(), patch),
    };
    for root in [Root::Pod, Root::PodSpec, Root::PersistentVolumeClaim, Root::Secret] {
        if let Ok(merged) = merge::strategic(&original, &patch, root) {
            assert!(lines(&merged) <= lines(&original) + lines(&patch));
            reads_back(&merged);
        }
    }
    let _ = merge::json_merge_patch(&original, &patch);
}

/// The text as a link, packed and plain, and as what a link holds.
pub(crate) fn link(text: &str, _: &mut Random) {
    let packed = |json: &str| {
        format!("v1:{}", URL_SAFE_NO_PAD.encode(miniz_oxide::deflate::compress_to_vec(json.as_bytes(), 6)))
    };
    let held = json!({"instance": {"overlay": text}}).to_string();
    for link in [text.to_owned(), format!("#v1:{text}"), packed(text), packed(&held)] {
        if let Ok(read) = slipway_core::link::decode(&link) {
            told(&read.findings);
            rendered(&read.config);
            let again = slipway_core::link::decode(&slipway_core::link::encode(&read.config)).unwrap();
            assert_eq!(again.config, read.config);
        }
    }
}
