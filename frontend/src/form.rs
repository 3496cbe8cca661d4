//! The configuration being edited: one signal, and everything derived from it.

mod apply;
mod broken;
mod images;
mod keep;
mod lens;
mod link;
mod pipeline;
mod place;
mod scope;
mod spare;
mod undo;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use slipway_core::config::Config;
use slipway_core::finding::{Finding, Fix, Severity};
use slipway_core::limits;
use slipway_core::render::{Manifests, Rendered};
use slipway_core::target::{KubernetesVersion, Target};

use crate::browser::random;
use crate::live::live;
use crate::parts;
use crate::widgets::toast::{Toasts, toasts};

pub(crate) use apply::{Apply, Stage, Task};
pub(crate) use broken::{Broken, broken};
pub(crate) use images::taken;
use keep::Kept;
pub(crate) use keep::{keep, read_kept, read_link};
pub(crate) use lens::{Lens, Map, Number, lens};
pub(crate) use pipeline::Checks;
use pipeline::Pipeline;
pub(crate) use place::{Goal, Places, name_of};
pub(crate) use scope::Scope;
pub(crate) use spare::nearest;
use undo::Undo;

/// Paths, and what was typed there. A few at most: a list needs the least code.
type Typed = Vec<(String, String)>;

/// Manifests in place of those of the form, and the beginning of the sentence that says so.
type Spare = (Arc<Rendered>, &'static str);

const WORST_FIRST: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Advice];

/// So many findings are drawn, here and at their fields: as many as the core tells, and its number of the others.
const MOST_FINDINGS: usize = limits::FINDINGS + 1;

const BEFORE: &str = "Not current, this is the last valid version: ";
const NEAREST: &str = "What is wrong is left out, or as in a new form: ";

/// The form. A handle: copies are the same form.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// What is being configured.
    pub(crate) config: RwSignal<Config>,
    /// What the core makes of it.
    pub(crate) rendered: Memo<Arc<Rendered>>,
    /// The last manifests that could be made, kept while there are none.
    pub(crate) shown: Memo<Option<Shown>>,
    /// What there is to say about it, the worst first: the core's findings, the console's own, and what a link or the
    /// server said about exactly this. No more of them than can be drawn.
    pub(crate) findings: Memo<Arc<Told>>,
    /// What was typed into fields of numbers and is none, by path.
    pub(crate) typed: RwSignal<Typed>,
    /// What keeps it from being applied although the core has nothing against it.
    own: Memo<Vec<Finding>>,
    target: Memo<Target>,
    /// Shown while nothing that was in the form could be, and what to say of it.
    spare: RwSignal<Option<Spare>>,
    undo: RwSignal<Option<Undo>>,
    /// Whether there is a form that could not be opened.
    pub(crate) broken: RwSignal<bool>,
    kept: Kept,
    pipeline: Pipeline,
    /// Which of the settings are edited.
    pub(crate) scope: Scope,
    /// Where fields are on the page.
    pub(crate) places: Places,
    remark: RwSignal<Option<Remark>>,
    toasts: Toasts,
}

/// Findings, the worst first: those that are drawn, and how many there are.
#[derive(PartialEq)]
pub(crate) struct Told {
    told: Vec<Finding>,
    /// Errors, warnings, pieces of advice, drawn or not.
    counts: [usize; 3],
}

impl std::ops::Deref for Told {
    type Target = [Finding];

    fn deref(&self) -> &[Finding] {
        &self.told
    }
}

/// Manifests to look at.
#[derive(Clone)]
pub(crate) struct Shown {
    /// The objects.
    pub(crate) manifests: Arc<Rendered>,
    /// Why they are not those of the form, in whole sentences.
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

/// What could not be opened, for all forms.
#[derive(Clone, Copy)]
struct Offer(RwSignal<bool>);

/// Makes the form known to every page; it comes back as it was left.
pub(crate) fn provide() -> Form {
    pipeline::provide();
    let kept = keep::load();
    provide_context(Offer(RwSignal::new(broken::is_there())));
    let (config, origin) = kept.map_or((None, None), |(config, text)| (config, Some(text)));
    let foreign = if config.is_some() { None } else { origin.clone() };
    let config = with_suffix(config.unwrap_or_default());
    let form = Form::of(RwSignal::new(config), Scope::All, keep::KEY.to_owned(), origin);
    provide_context(form);
    keep::keep_whole(form);
    if let Some(text) = foreign {
        form.take_kept(text);
    }
    form.find_spare(keep::load_good());
    link::follow(form);
    form
}

impl Form {
    /// A form of `config`, which was read from the text `origin`, or from none, and is kept under `key`. What is outside
    /// of `scope` is shown in the preview and cannot be edited.
    pub(crate) fn of(config: RwSignal<Config>, scope: Scope, key: String, origin: Option<String>) -> Self {
        let remark = RwSignal::new(None);
        let live = live();
        let cluster = live.cluster;
        let target = Memo::new(move |_| {
            let version = cluster.with(|cluster| {
                cluster.as_ref().and_then(|cluster| KubernetesVersion::parse(&cluster.kubernetes).ok())
            });
            Target { kubernetes: version.unwrap_or_default() }
        });
        let pipeline: Pipeline = expect_context();
        let Offer(broken) = expect_context();
        let kept = Kept::new(key.clone());
        if let Some(text) = origin {
            kept.opens(&key, text, config.get_untracked());
        }
        pipeline.follow(config, live.images);
        let typed = RwSignal::new(Typed::new());
        let spare = RwSignal::new(None);
        let rendered = Memo::new_with_compare(
            move |_| {
                config.with(|config| {
                    kept.begin(config);
                    Arc::new(pipeline.render(config, &target.get()))
                })
            },
            |_, _| true,
        );
        Effect::new(move |_| {
            let is_good = rendered.with(|rendered| rendered.manifests.is_some());
            if is_good && spare.with_untracked(Option::is_some) {
                spare.set(None);
            }
        });
        let own = Memo::new(move |_| {
            let mut own: Vec<Finding> = typed.with(|typed| typed.iter().map(no_number).collect());
            if scope == Scope::All {
                own.extend(config.with(|config| pipeline.images(config, live.images)));
            }
            own
        });
        Self {
            config,
            rendered,
            shown: last_good(rendered, typed, spare),
            findings: all_findings(config, rendered, own, remark, scope),
            typed,
            own,
            target,
            spare,
            undo: RwSignal::new(None),
            broken,
            kept,
            pipeline,
            scope,
            places: Places::default(),
            remark,
            toasts: toasts(),
        }
    }

    /// What is not needed before the first change; asks for it while it is not there.
    pub(crate) fn checks(self) -> Option<Checks> {
        let checks = self.pipeline.checks();
        if checks.is_none() {
            self.pipeline.fetch();
        }
        checks
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

fn last_good(
    rendered: Memo<Arc<Rendered>>,
    typed: RwSignal<Typed>,
    spare: RwSignal<Option<Spare>>,
) -> Memo<Option<Shown>> {
    Memo::new(move |before: Option<&Option<Shown>>| {
        let now = rendered.get();
        if now.manifests.is_some() {
            let wrong = typed.with(|typed| typed.first().map(no_number));
            let stale = wrong.map(|finding| [BEFORE, &finding.message].concat());
            return Some(Shown { manifests: now, stale });
        }
        let reason =
            now.findings.iter().find(|finding| finding.is_error()).map(|finding| finding.message.as_str());
        let (shown, lead) = match (spare.get(), before.cloned().flatten()) {
            (Some(spare), _) => spare,
            (None, before) => (before?.manifests, BEFORE),
        };
        Some(Shown { manifests: shown, stale: Some([lead, reason.unwrap_or_default()].concat()) })
    })
}

/// What was typed at a path, and is no number that fits there.
fn no_number((path, typed): &(String, String)) -> Finding {
    let typed = typed.trim();
    let wrong = if typed.bytes().all(|byte| byte.is_ascii_digit()) {
        " does not fit here."
    } else {
        " is not a whole number."
    };
    Finding::error("number", path.as_str(), ["“", typed, "”", wrong].concat())
}

fn all_findings(
    config: RwSignal<Config>,
    rendered: Memo<Arc<Rendered>>,
    own: Memo<Vec<Finding>>,
    remark: RwSignal<Option<Remark>>,
    scope: Scope,
) -> Memo<Arc<Told>> {
    Memo::new(move |_| {
        let mut all = rendered.with(|rendered| rendered.findings.clone());
        all.extend(own.get());
        remark.with(|remark| {
            let said = remark.as_ref().filter(|remark| config.with(|config| *config == remark.about));
            all.extend(said.into_iter().flat_map(|remark| remark.findings.iter().cloned()));
        });
        scope.narrow(&mut all);
        // No sort: its code is larger than everything here.
        let of = |severity| all.iter().filter(move |finding| finding.severity == severity);
        let told = WORST_FIRST.into_iter().flat_map(of).take(MOST_FINDINGS).cloned().collect();
        Arc::new(Told { told, counts: WORST_FIRST.map(|severity| of(severity).count()) })
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
        self.set(config);
        self.offer_undo(before, sentence.into(), true);
    }

    /// As [`Self::replace`], with what the link `text` came to.
    fn replace_opened(self, config: Config, text: String, sentence: &str) {
        let mut config = config;
        config.instance.suffix = self.config.with_untracked(|before| before.instance.suffix.clone());
        self.kept.opens("", text, config.clone());
        self.replace(config, sentence);
    }

    /// Applies the fix of a finding, and offers to go back.
    pub(crate) fn fix(self, fix: &Fix) {
        let before = self.config.get_untracked();
        let (of, fix) = (Box::new(before.clone()), fix.clone());
        let done = [&fix.label, ": done."].concat();
        spawn_local(async move {
            // What is edited meanwhile is newer than the finding.
            if let Ok(fixed) = parts::fixed(of, fix).await
                && self.config.try_with_untracked(|now| *now == before) == Some(true)
            {
                self.set(fixed);
                self.offer_undo(before, done, false);
            }
        });
    }

    /// Takes what fits of a form that another version kept. Until then, and when nothing does, it is offered.
    fn take_kept(self, text: String) {
        broken::put_aside(keep::KEY, "/", &text);
        self.broken.set(true);
        spawn_local(async move {
            if let Ok(Some(config)) = parts::read_kept(text).await {
                self.discard_broken();
                self.set(with_suffix(*config));
            }
        });
    }

    /// Gives the next instance a name of its own.
    pub(crate) fn renew_suffix(self) {
        self.edit(|config| config.instance.suffix = random::suffix());
    }

    /// How many findings of `severity` there are.
    pub(crate) fn count(self, severity: Severity) -> usize {
        let counts = WORST_FIRST.into_iter().zip(self.findings.with(|all| all.counts));
        counts.filter(|(of, _)| *of == severity).map(|(_, count)| count).sum()
    }

    /// How many findings are counted and not drawn.
    pub(crate) fn untold(self) -> usize {
        self.findings.with(|all| all.counts.iter().sum::<usize>() - all.told.len())
    }

    /// Adds `findings` about the configuration as it is now; the next change forgets them.
    pub(crate) fn remark(self, findings: Vec<Finding>) {
        let about = self.config.get_untracked();
        self.remark.set(Some(Remark { about, findings }));
    }

    /// Takes `config`; what was typed and is no number is forgotten with what it was typed into.
    fn set(self, config: Config) {
        self.typed.update(Typed::clear);
        self.config.set(config);
    }

    /// Finds something to show while nothing of the form can be: what `good` comes to, or the nearest to the form.
    pub(crate) fn find_spare(self, good: Option<Config>) {
        if self.rendered.with_untracked(|rendered| rendered.manifests.is_some()) {
            return;
        }
        let lead = if good.is_some() { BEFORE } else { NEAREST };
        let config = good.unwrap_or_else(|| self.config.get_untracked());
        spawn_local(async move {
            let found = parts::spare(Box::new(config), self.target.get_untracked()).await;
            let still = self.rendered.try_with_untracked(|rendered| rendered.manifests.is_none());
            if let (Ok(found), Some(true)) = (found, still) {
                self.spare.set(Some((Arc::new(found), lead)));
            }
        });
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
