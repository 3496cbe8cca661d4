//! The core's pipeline: without overlays at once, whole as soon as it is fetched.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::collections::BTreeMap;

use slipway_core::api::ImageView;
use slipway_core::config::Config;
use slipway_core::finding::Finding;
use slipway_core::render::{Rendered, render_plain};
use slipway_core::target::Target;

use crate::parts;

/// All images by name; `None` until the server said.
type Images = RwSignal<Option<BTreeMap<String, ImageView>>>;

/// What is not needed before the first change.
#[derive(Clone, Copy)]
pub(crate) struct Checks {
    /// The whole pipeline of the core: overlays are read and merged, the result is checked.
    pub(crate) render: fn(&Config, &Target) -> Rendered,
    /// What the images that are there have against a configuration.
    pub(crate) images: fn(&Config, &BTreeMap<String, ImageView>) -> Vec<Finding>,
    /// The field that makes the line of a key of the pod's YAML.
    pub(crate) field_of: fn(&str, &Value) -> Option<&'static str>,
    /// Whether the field of a path, or one within it, makes the line of a key.
    pub(crate) is_made_by: fn(&str, &str, &Value) -> bool,
}

/// What renders. A handle, one for all forms.
#[derive(Clone, Copy)]
pub(super) struct Pipeline {
    whole: RwSignal<Option<Checks>>,
    /// The whole could not be fetched when it was last asked for.
    gone: RwSignal<bool>,
}

pub(super) fn provide() {
    provide_context(Pipeline { whole: RwSignal::new(None), gone: RwSignal::new(false) });
}

impl Pipeline {
    /// What `config` comes to.
    pub(super) fn render(self, config: &Config, target: &Target) -> Rendered {
        match self.whole.get() {
            Some(whole) => (whole.render)(config, target),
            None => render_plain(config, target).unwrap_or_else(|| without_overlays(config, target)),
        }
    }

    /// Whether nothing more of `config` is computed later: the whole pipeline is here, not needed or not to be had.
    pub(super) fn is_settled(self, config: &Config) -> bool {
        self.whole.with(Option::is_some) || !has_overlay(config) || self.gone.get()
    }

    /// What is fetched by now.
    pub(super) fn checks(self) -> Option<Checks> {
        self.whole.get()
    }

    /// What `images` have against `config`; nothing until the checks are fetched.
    pub(super) fn images(self, config: &Config, images: Images) -> Vec<Finding> {
        let checks = self.whole.get();
        images.with(|images| match (checks, images) {
            (Some(checks), Some(images)) => (checks.images)(config, images),
            (_, _) => Vec::new(),
        })
    }

    /// Fetches the whole pipeline at the first change of `config`, and at once when an overlay or an image of its name
    /// needs it. Later pages are fetched when nothing else is to do, and it with them.
    pub(super) fn follow(self, config: RwSignal<Config>, images: Images) {
        Effect::new(move |before: Option<()>| {
            let needed = config.with(|config| {
                has_overlay(config)
                    || images.with(|images| {
                        images.as_ref().is_some_and(|images| images.contains_key(&config.image_name))
                    })
            });
            if before.is_some() || needed {
                self.fetch();
            }
        });
    }

    /// Fetches the whole pipeline, unless it is there. What cannot be fetched now is asked for at the next change.
    pub(super) fn fetch(self) {
        if self.whole.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match parts::checks().await {
                Ok(checks) if self.whole.with_untracked(Option::is_none) => self.whole.set(Some(checks)),
                Ok(_) => {}
                Err(_) => self.gone.set(true),
            }
        });
    }
}

fn has_overlay(config: &Config) -> bool {
    [&config.image.overlay, &config.instance.overlay].iter().any(|text| !text.trim().is_empty())
}

/// Until the overlay can be merged, the rest is shown, and why it is not all.
fn without_overlays(config: &Config, target: &Target) -> Rendered {
    let mut plain = config.clone();
    plain.image.overlay.clear();
    plain.instance.overlay.clear();
    let message = "The YAML is still without the overlay: what merges it is being fetched.";
    let waiting = Finding::error("overlay-waiting", "instance.overlay", message);
    let Rendered { mut findings, manifests } =
        render_plain(&plain, target).unwrap_or(Rendered { findings: Vec::new(), manifests: None });
    findings.insert(0, waiting);
    Rendered { findings, manifests }
}
