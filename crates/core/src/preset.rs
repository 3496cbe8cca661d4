//! Presets: complete, named configurations. One YAML file each in `presets/`; `build.rs` lists them.

use std::sync::OnceLock;

use serde_json::Value;

use crate::config::Config;
use crate::document;

include!(concat!(env!("OUT_DIR"), "/presets.rs"));

/// A complete, named configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Its name: the file's, without number and ending.
    pub name: &'static str,
    /// What the gallery shows.
    pub title: String,
    /// One line on what it is for.
    pub summary: String,
    /// The preset it is a variant of.
    pub variant_of: Option<String>,
    /// The configuration.
    pub config: Config,
}

/// Every preset, in the order of the gallery.
pub fn all() -> &'static [Preset] {
    static ALL: OnceLock<Vec<Preset>> = OnceLock::new();
    ALL.get_or_init(|| PRESETS.iter().map(|(name, text)| preset(name, text)).collect())
}

/// The preset of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Preset> {
    all().iter().find(|preset| preset.name == name)
}

/// The test `every_preset_reads_without_findings` keeps the files readable.
fn preset(name: &'static str, text: &str) -> Preset {
    let mut document: Value = serde_json::from_str(text).unwrap_or_default();
    let text = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
    let (title, summary, variant_of) = (text("title"), text("summary"), text("variantOf"));
    let config = document.get_mut("config").map(Value::take).unwrap_or_default();
    Preset {
        name,
        title: title.unwrap_or_default(),
        summary: summary.unwrap_or_default(),
        variant_of,
        // They fit: what reads anything and reports it need not be where presets are shown.
        config: document::read(config).unwrap_or_default(),
    }
}
