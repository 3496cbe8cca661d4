//! The core's pipeline: without overlays at once, whole as soon as it is fetched.

use leptos::prelude::*;
use leptos::task::spawn_local;
use slipway_core::config::Config;
use slipway_core::finding::Finding;
use slipway_core::render::{Rendered, render_plain};
use slipway_core::target::Target;

use crate::parts::{self, Render};

/// What renders. A handle, one for all forms.
#[derive(Clone, Copy)]
pub(super) struct Pipeline {
    whole: RwSignal<Option<Render>>,
}

pub(super) fn provide() {
    provide_context(Pipeline { whole: RwSignal::new(None) });
}

impl Pipeline {
    /// What `config` comes to.
    pub(super) fn render(self, config: &Config, target: &Target) -> Rendered {
        match self.whole.get() {
            Some(whole) => whole(config, target),
            None => render_plain(config, target).unwrap_or_else(|| without_overlays(config, target)),
        }
    }

    /// Fetches the whole pipeline at the first change of `config`, and at once when an overlay needs it. Later pages
    /// are fetched when nothing else is to do, and it with them.
    pub(super) fn follow(self, config: RwSignal<Config>) {
        Effect::new(move |before: Option<()>| {
            let overlaid = config.with(|config| {
                [&config.image.overlay, &config.instance.overlay].iter().any(|text| !text.trim().is_empty())
            });
            if before.is_some() || overlaid {
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
            if let Ok(render) = parts::renderer().await
                && self.whole.with_untracked(Option::is_none)
            {
                self.whole.set(Some(render));
            }
        });
    }
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
