//! The way of an input through everything that looks at it.

use slipway_core::config::{self, Config};
use slipway_core::finding::Finding;
use slipway_core::merge::{self, Root};
use slipway_core::render::{objects, render, render_plain};
use slipway_core::target::Target;
use slipway_core::{link, yaml};

use crate::inputs::Input;

/// Bytes of a finding's path, and of its message with the little that makes it a sentence.
const PATH: usize = 4 * 1024;
const MESSAGE: usize = 17 * 1024;

/// What came of it.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Whether it was within the limits.
    pub(crate) taken: bool,
    pub(crate) findings: usize,
    /// Why it was refused.
    pub(crate) refusal: String,
    pub(crate) lines: usize,
}

pub(crate) fn run(input: &Input) -> Outcome {
    match input {
        Input::Overlay(text) => {
            let mut config = Config::default();
            config.instance.overlay.clone_from(text);
            rendered(&config, Vec::new())
        }
        Input::Text(text) => match config::parse(text) {
            Ok(read) => rendered(&read.config, read.findings),
            Err(refusal) => {
                assert!(refusal.len() < MESSAGE, "{} bytes of refusal", refusal.len());
                Outcome { refusal, ..Outcome::default() }
            }
        },
        Input::Document(document) => {
            let read = config::from_value(document.clone());
            rendered(&read.config, read.findings)
        }
        Input::Config(config) => rendered(config, Vec::new()),
        Input::Merge(original, patch) => {
            let merged = merge::strategic(original, patch, Root::Pod).unwrap();
            Outcome { taken: true, lines: yaml::write(&merged).lines().count(), ..Outcome::default() }
        }
    }
}

fn rendered(config: &Config, read: Vec<Finding>) -> Outcome {
    let target = Target::default();
    let rendered = render(config, &target);
    assert!(
        read.len() <= 101 && rendered.findings.len() <= 101,
        "{} {}",
        read.len(),
        rendered.findings.len()
    );
    for Finding { path, object_path, message, .. } in read.iter().chain(&rendered.findings) {
        let longest = path.len().max(object_path.as_ref().map_or(0, String::len));
        assert!(longest <= PATH && message.len() < MESSAGE, "{longest} {}: {path:.80}", message.len());
    }
    let lines =
        rendered.manifests.as_ref().map(|manifests| yaml::highlight(&manifests.objects()).lines.len());
    let limits = |finding: &&Finding| {
        matches!(finding.code.as_str(), "input-limit" | "overlay-syntax" | "overlay-shape")
    };
    let refusal = read.iter().chain(&rendered.findings).find(limits);
    if refusal.is_none() {
        let again =
            (objects(config, &target), render_plain(config, &target), link::decode(&link::encode(config)));
        assert!(
            again.2.is_ok_and(|read| read.findings.len() <= 101),
            "a configuration that is taken has a link"
        );
    }
    Outcome {
        taken: refusal.is_none(),
        findings: read.len() + rendered.findings.len(),
        refusal: refusal.map(|finding| format!("{}: {}", finding.path, finding.message)).unwrap_or_default(),
        lines: lines.unwrap_or_default(),
    }
}

/// What one request to render costs at least: reading, rendering, and the digest of the result.
pub(crate) fn request(input: &Input) {
    let render =
        |config: &Config| drop(render(config, &Target::default()).manifests.map(|made| made.sha256()));
    match input {
        Input::Overlay(text) => {
            let mut config = Config::default();
            config.instance.overlay.clone_from(text);
            render(&config);
        }
        Input::Text(text) => drop(config::parse(text).map(|read| render(&read.config))),
        Input::Document(document) => render(&config::from_value(document.clone()).config),
        Input::Config(config) => render(config),
        Input::Merge(original, patch) => drop(merge::strategic(original, patch, Root::Pod)),
    }
}
