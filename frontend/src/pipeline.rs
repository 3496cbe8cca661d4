//! The core's pipeline. The console starts with the short way, which is all a configuration without overlays needs;
//! reading, merging and validating overlays are a part of their own, fetched right after the first page is there.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use slipway_core::config::Config;
use slipway_core::finding::Finding;
use slipway_core::render::{Rendered, render_plain};
use slipway_core::target::Target;

type Render = fn(&Config, &Target) -> Rendered;

/// Renders configurations. A handle.
#[derive(Clone, Copy)]
pub(crate) struct Pipeline {
    whole: RwSignal<Option<Render>>,
}

/// How long after the start the rest is fetched: the first preview comes first.
const AFTER_THE_FIRST: Duration = Duration::from_millis(100);

/// Makes the pipeline known to every form.
pub(crate) fn provide() {
    let pipeline = Pipeline { whole: RwSignal::new(None) };
    provide_context(pipeline);
    set_timeout(move || spawn_local(fetch(pipeline)), AFTER_THE_FIRST);
}

/// The pipeline.
pub(crate) fn pipeline() -> Pipeline {
    expect_context()
}

/// Where it cannot be fetched the console goes on without overlays, and says so.
async fn fetch(pipeline: Pipeline) {
    if let Ok(whole) = part::whole().await {
        pipeline.whole.set(Some(whole));
    }
}

impl Pipeline {
    /// What a configuration comes to.
    pub(crate) fn render(self, config: &Config, target: &Target) -> Rendered {
        match self.whole.get() {
            Some(whole) => whole(config, target),
            None => render_plain(config, target).unwrap_or_else(|| without_overlays(config, target)),
        }
    }
}

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

mod part {
    use leptos::wasm_split::SplitLoaderError;
    use slipway_core::render::render;

    use super::Render;

    #[cfg(split)]
    #[::leptos::wasm_split::wasm_split(overlays, wasm_split_path = ::leptos::wasm_split, fallible)]
    pub(super) fn whole() -> Result<Render, SplitLoaderError> {
        Ok(render)
    }

    #[cfg(not(split))]
    pub(super) async fn whole() -> Result<Render, SplitLoaderError> {
        Ok(render)
    }
}
