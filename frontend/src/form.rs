//! The configuration being edited: one signal, and everything derived from it.

mod apply;
mod keep;
mod lens;
mod link;
mod pipeline;
mod place;
mod scope;

use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::config::Config;
use slipway_core::finding::{Finding, Fix, Severity};
use slipway_core::render::{Manifests, Rendered};
use slipway_core::target::{KubernetesVersion, Target};

use crate::browser::random;
use crate::live::live;
use crate::widgets::badge::Tone;
use crate::widgets::toast::{Toasts, toasts};

pub(crate) use apply::{Apply, Stage, Task};
pub(crate) use lens::{Lens, Map, Number, lens};
use pipeline::Pipeline;
pub(crate) use place::{Goal, Places, name_of};
pub(crate) use scope::Scope;

/// The form. A handle: copies are the same form.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// What is being configured.
    pub(crate) config: RwSignal<Config>,
    /// What the core makes of it.
    pub(crate) rendered: Memo<Arc<Rendered>>,
    /// The last manifests that could be made, kept while there are none.
    pub(crate) shown: Memo<Option<Shown>>,
    /// Everything to say about it: the core's findings, and what a link or the server said about exactly this.
    pub(crate) findings: Memo<Arc<Vec<Finding>>>,
    /// Which of the settings are edited.
    pub(crate) scope: Scope,
    /// Where fields are on the page.
    pub(crate) places: Places,
    remark: RwSignal<Option<Remark>>,
    toasts: Toasts,
}

/// Manifests to look at.
#[derive(Clone)]
pub(crate) struct Shown {
    /// The objects.
    pub(crate) manifests: Arc<Rendered>,
    /// Why they are not those of the form: the first error.
    pub(crate) stale: Option<String>,
}

impl Shown {
    /// The objects.
    pub(crate) fn objects(&self) -> Option<&Manifests> {
        self.manifests.manifests.as_ref()
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.manifests, &other.manifests) && self.stale == other.stale
    }
}

/// What somebody else (a link, the server) said about one configuration: forgotten with its next change.
#[derive(Clone)]
struct Remark {
    about: Config,
    findings: Vec<Finding>,
}

/// Makes the form known to every page; it comes back as it was left.
pub(crate) fn provide() -> Form {
    pipeline::provide();
    let config = RwSignal::new(with_suffix(keep::load().unwrap_or_default()));
    let form = Form::of(config, Scope::All);
    provide_context(form);
    keep::keep(config);
    link::follow(form);
    form
}

impl Form {
    /// A form of `config`. What is outside of `scope` is shown in the preview and cannot be edited.
    pub(crate) fn of(config: RwSignal<Config>, scope: Scope) -> Self {
        let remark = RwSignal::new(None);
        let cluster = live().cluster;
        let target = Memo::new(move |_| {
            let version = cluster.with(|cluster| {
                cluster.as_ref().and_then(|cluster| KubernetesVersion::parse(&cluster.kubernetes).ok())
            });
            Target { kubernetes: version.unwrap_or_default() }
        });
        let pipeline: Pipeline = expect_context();
        pipeline.follow(config);
        let rendered = Memo::new_with_compare(
            move |_| config.with(|config| Arc::new(pipeline.render(config, &target.get()))),
            |_, _| true,
        );
        Self {
            config,
            rendered,
            shown: last_good(rendered),
            findings: all_findings(config, rendered, remark, scope),
            scope,
            places: Places::default(),
            remark,
            toasts: toasts(),
        }
    }

    /// Whether anything keeps it from being applied.
    pub(crate) fn has_errors(self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// The form.
pub(crate) fn form() -> Form {
    expect_context()
}

fn last_good(rendered: Memo<Arc<Rendered>>) -> Memo<Option<Shown>> {
    Memo::new(move |before: Option<&Option<Shown>>| {
        let now = rendered.get();
        if now.manifests.is_some() {
            return Some(Shown { manifests: now, stale: None });
        }
        let reason =
            now.findings.iter().find(|finding| finding.is_error()).map(|finding| finding.message.clone());
        let before = before.cloned().flatten()?;
        Some(Shown { stale: Some(reason.unwrap_or_default()), ..before })
    })
}

fn all_findings(
    config: RwSignal<Config>,
    rendered: Memo<Arc<Rendered>>,
    remark: RwSignal<Option<Remark>>,
    scope: Scope,
) -> Memo<Arc<Vec<Finding>>> {
    Memo::new(move |_| {
        let mut all = rendered.with(|rendered| rendered.findings.clone());
        remark.with(|remark| {
            let said = remark.as_ref().filter(|remark| config.with(|config| *config == remark.about));
            all.extend(said.into_iter().flat_map(|remark| remark.findings.iter().cloned()));
        });
        scope.narrow(&mut all);
        all.sort_by_key(|finding| finding.severity);
        Arc::new(all)
    })
}

/// A configuration whose instance has a name of its own, so that the preview shows the real one.
fn with_suffix(mut config: Config) -> Config {
    if config.instance.suffix.is_empty() {
        config.instance.suffix = random::suffix();
    }
    config
}

impl Form {
    /// Changes the configuration.
    pub(crate) fn edit(self, edit: impl FnOnce(&mut Config)) {
        self.config.update(edit);
    }

    /// Takes the place of the whole configuration, reports `sentence`, and offers to go back.
    pub(crate) fn replace(self, config: Config, sentence: impl Into<String>) {
        let before = self.config.get_untracked();
        let suffix = before.instance.suffix.clone();
        let mut config = config;
        config.instance.suffix = suffix;
        self.config.set(config);
        self.offer_undo(before, sentence.into());
    }

    /// Applies the fix of a finding, and offers to go back.
    pub(crate) fn fix(self, fix: &Fix) {
        let before = self.config.get_untracked();
        self.config.set(slipway_core::edit::apply(&before, fix));
        self.offer_undo(before, [&fix.label, ": done."].concat());
    }

    /// Gives the next instance a name of its own.
    pub(crate) fn renew_suffix(self) {
        self.edit(|config| config.instance.suffix = random::suffix());
    }

    /// How many findings of `severity` there are.
    pub(crate) fn count(self, severity: Severity) -> usize {
        self.findings.with(|all| all.iter().filter(|finding| finding.severity == severity).count())
    }

    /// Adds `findings` about the configuration as it is now; the next change forgets them.
    fn remark(self, findings: Vec<Finding>) {
        let about = self.config.get_untracked();
        self.remark.set(Some(Remark { about, findings }));
    }

    fn offer_undo(self, before: Config, sentence: String) {
        let undo = Callback::new(move |()| self.config.set(before.clone()));
        self.toasts.offer(Tone::Success, sentence, "Undo", undo);
    }
}

impl Form {
    /// Shows and focuses what a finding is about.
    pub(crate) fn go_to(self, finding: &Finding) {
        self.places.go(Goal { path: finding.path.clone(), position: finding.position });
    }

    /// Shows and focuses the field of the first error.
    pub(crate) fn go_to_first_error(self) {
        let first =
            self.findings.with_untracked(|all| all.iter().find(|finding| finding.is_error()).cloned());
        if let Some(finding) = first {
            self.go_to(&finding);
        }
    }
}
