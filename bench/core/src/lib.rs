//! What the console computes for each key in an overlay's editor, for Node to call.

use serde_json::Value;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use slipway_core::config::{self, Config};
use slipway_core::render::{Rendered, render};
use slipway_core::target::Target;
use slipway_core::yaml::{self, Limits};
use slipway_core::{finding, merge};

/// A form that somebody fills in: a configuration, and the pod it makes before any overlay.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Form {
    config: Config,
    pod: Value,
}

#[wasm_bindgen]
impl Form {
    /// Reads a configuration in YAML.
    ///
    /// # Errors
    /// When it cannot be read or makes no pod.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Form, JsError> {
        let read = config::parse(text).map_err(|sentence| JsError::new(&sentence))?;
        let pod = pod(render(&read.config, &Target::default()))?;
        Ok(Self { config: read.config, pod })
    }

    /// The pod before any overlay, as YAML.
    #[must_use]
    pub fn pod(&self) -> String {
        yaml::write(&self.pod)
    }

    /// The YAML of the pod with a snippet merged into it: reading, merging and writing alone.
    ///
    /// # Errors
    /// When the snippet cannot be read or merged.
    pub fn merge(&self, snippet: &str) -> Result<String, JsError> {
        let snippet =
            yaml::read(snippet, &Limits::default()).map_err(|error| JsError::new(&error.to_string()))?;
        let merged = merge::overlay(&self.pod, &snippet).map_err(|error| JsError::new(&error.to_string()))?;
        Ok(yaml::write(&merged))
    }

    /// The same by the whole pipeline: every check of the configuration, generation, merge, every check of the result.
    ///
    /// # Errors
    /// When something prevents applying.
    pub fn render(&mut self, snippet: &str) -> Result<String, JsError> {
        snippet.clone_into(&mut self.config.image.overlay);
        Ok(yaml::write(&pod(render(&self.config, &Target::default()))?))
    }
}

fn pod(rendered: Rendered) -> Result<Value, JsError> {
    if let Some(error) = rendered.findings.iter().find(|finding| finding::Finding::is_error(finding)) {
        return Err(JsError::new(&error.message));
    }
    rendered.manifests.map(|manifests| manifests.pod).ok_or_else(|| JsError::new("There is no pod."))
}
