//! The right side: the YAML, always the last that could be made, and what there is to say about it.

pub(crate) mod lines;
mod origin;

use std::sync::Arc;

use leptos::prelude::*;

pub(crate) use origin::{field_of, is_made_by};

use crate::browser::{clipboard, storage};
use crate::form::{Form, Goal, Shown, name_of};
use crate::widgets::badge::Tone;
use crate::widgets::button::icon_button;
use crate::widgets::code::{Code, Lines, Mark, code, foldable, more};
use crate::widgets::icon::{Icon, icon};
use crate::widgets::toast::toasts;

/// What of the YAML is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Pod,
    All,
    Diff,
}

const TABS: [(Tab, &str); 3] = [(Tab::Pod, "Pod"), (Tab::All, "All objects"), (Tab::Diff, "Diff")];

/// What the preview shows now. A handle, so that the bottom bar copies what is seen.
#[derive(Clone, Copy)]
pub(crate) struct Preview {
    form: Form,
    tab: RwSignal<Tab>,
    lines: Memo<Arc<Lines>>,
    folded: RwSignal<Vec<String>>,
    wrap: RwSignal<bool>,
    /// Path of the field that has the focus.
    focused: RwSignal<Option<String>>,
    /// Key of the line that the pointer or the keyboard is on.
    pointed: RwSignal<Option<String>>,
}

impl Preview {
    /// Of the form; `focused` is the path of the field that has the focus.
    pub(super) fn new(form: Form, focused: RwSignal<Option<String>>) -> Self {
        let tab = RwSignal::new(Tab::Pod);
        let lines = Memo::new(move |_| {
            let tab = tab.get();
            form.shown.with(|shown| {
                Arc::new(shown.as_ref().and_then(Shown::objects).map_or_else(Lines::default, |objects| {
                    match tab {
                        Tab::Pod => lines::of(&[&objects.pod]),
                        Tab::All => lines::of(&objects.objects()),
                        Tab::Diff => lines::diff(&objects.generated_pod, &objects.pod),
                    }
                }))
            })
        });
        let wrap = RwSignal::new(storage::load(WRAP).as_deref() == Some("yes"));
        Self {
            form,
            tab,
            lines,
            folded: RwSignal::new(Vec::new()),
            wrap,
            focused,
            pointed: RwSignal::new(None),
        }
    }

    /// The text that is shown: what Copy copies and Download saves.
    pub(super) fn text(self) -> Option<String> {
        self.form.shown.with_untracked(|shown| {
            let objects = shown.as_ref()?.objects()?;
            Some(match self.tab.get_untracked() {
                Tab::Pod | Tab::Diff => objects.pod_yaml(),
                Tab::All => objects.yaml(),
            })
        })
    }

    /// A function that copies the text and says so.
    pub(super) fn copier(self) -> impl Fn() + Copy + Send + Sync + 'static {
        let toasts = toasts();
        move || {
            let Some(text) = self.text() else { return };
            leptos::task::spawn_local(async move {
                if clipboard::copy(&text).await {
                    toasts.show(Tone::Success, "The YAML is on the clipboard.");
                } else {
                    toasts.show(Tone::Error, "The browser does not allow copying here. Select the text and copy it, or download it.");
                }
            });
        }
    }

    fn download(self) {
        let Some(text) = self.text() else { return };
        let name = self.form.shown.with_untracked(|shown| {
            shown.as_ref().and_then(Shown::objects).map(|objects| objects.name.clone()).unwrap_or_default()
        });
        clipboard::download(&[&name, ".yaml"].concat(), "application/yaml", &text);
    }

    /// Folds everything below the first levels, or unfolds all.
    fn fold_all(self, fold: bool) {
        let keys = self.lines.with_untracked(|lines| {
            let lines = &lines.drawn;
            let ends = foldable(lines);
            let deep = |(at, end): &(usize, usize)| {
                *end > *at + 2 && lines.get(*at).is_some_and(|line| line.indent == 2 && !line.is_item())
            };
            let keys = ends.into_iter().enumerate().filter(deep);
            keys.filter_map(|(at, _)| lines.get(at).map(|line| line.key.clone())).collect()
        });
        self.folded.set(if fold { keys } else { Vec::new() });
    }

    fn marks(self) -> Signal<Vec<Mark>> {
        let Self { form, focused, .. } = self;
        Memo::new(move |_| {
            let mut marks = lines::finding_marks(&form.findings.get());
            let path = focused.get();
            form.shown.with(|shown| {
                let Some(path) = path else { return };
                if let (Some(objects), Some(checks)) =
                    (shown.as_ref().and_then(Shown::objects), form.checks())
                {
                    self.lines.with(|lines| {
                        let made = lines
                            .drawn
                            .iter()
                            .filter(|line| (checks.is_made_by)(&line.key, &path, &objects.pod));
                        marks.extend(made.map(|line| Mark { key: line.key.clone(), class: "line-marked" }));
                    });
                }
            });
            marks
        })
        .into()
    }

    /// The field that makes the line of `key`.
    fn origin(self, key: &str) -> Option<&'static str> {
        let checks = untrack(|| self.form.checks())?;
        self.form.shown.with_untracked(|shown| {
            shown.as_ref().and_then(Shown::objects).and_then(|objects| (checks.field_of)(key, &objects.pod))
        })
    }

    fn pick(self, key: &str) {
        if let Some(path) = self.origin(key) {
            self.form.places.go(Goal { path: path.to_owned(), position: None });
        }
    }
}

const WRAP: &str = "slipway.wrap";

/// The YAML with its tabs and tools.
pub(super) fn preview(of: Preview) -> AnyView {
    let Preview { form, tab, lines, folded, wrap, .. } = of;
    let label = Signal::derive(move || {
        let word = TABS.iter().find(|(of, _)| *of == tab.get()).map_or("", |(_, word)| word);
        ["YAML: ", word].concat()
    });
    let stale = Memo::new(move |_| {
        form.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.stale.is_some()))
    });
    let tabs = TABS.map(|(of, word)| {
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                class:tab-active=move || tab.get() == of
                aria-selected=move || (tab.get() == of).to_string()
                aria-controls="preview-panel"
                on:click=move |_| tab.set(of)
            >
                {word}
            </button>
        }
        .into_any()
    });
    let copy = of.copier();
    view! {
        <section class="preview" aria-label="Preview">
            <div class="preview-head">
                <div role="tablist" aria-label="What to show" class="tabs tabs-border">{Vec::from(tabs)}</div>
                <div class="ml-auto flex">
                    {fold_button(of)}
                    {wrap_button(wrap)}
                    {icon_button(Icon::Copy, "Copy YAML", copy)}
                    {icon_button(Icon::Download, "Download YAML", move || of.download())}
                </div>
            </div>
            <div id="preview-panel" role="tabpanel" aria-label=move || label.get() class="preview-panel">
                {code(Code {
                    label,
                    lines,
                    marks: of.marks(),
                    folded,
                    wrap: wrap.into(),
                    stale: stale.into(),
                    pick: Callback::new(move |key: String| of.pick(&key)),
                    pointed: of.pointed,
                })}
                {nothing(of)}
                {compared(of)}
            </div>
            {more(lines)}
            {status(of)}
        </section>
    }
    .into_any()
}

fn fold_button(of: Preview) -> AnyView {
    let any = Memo::new(move |_| of.folded.with(|folded| !folded.is_empty()));
    let label = move || if any.get() { "Unfold all" } else { "Fold" };
    view! {
        <button type="button" class="btn btn-ghost btn-square" aria-label=label title=label on:click=move |_| of.fold_all(!any.get_untracked())>
            {move || icon(if any.get() { Icon::Unfold } else { Icon::Fold }, "size-4.5")}
        </button>
    }
    .into_any()
}

fn wrap_button(wrap: RwSignal<bool>) -> AnyView {
    let press = move |_| {
        wrap.update(|wrap| *wrap = !*wrap);
        storage::save(WRAP, if wrap.get_untracked() { "yes" } else { "no" });
    };
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-square"
            class:btn-active=wrap
            aria-label="Wrap long lines"
            title="Wrap long lines"
            aria-pressed=move || wrap.get().to_string()
            on:click=press
        >
            {icon(Icon::Wrap, "size-4.5")}
        </button>
    }
    .into_any()
}

/// What the lines of the tab Diff compare.
fn compared(of: Preview) -> AnyView {
    let Preview { tab, lines, .. } = of;
    let is_diff = Memo::new(move |_| tab.get() == Tab::Diff && lines.with(|lines| !lines.drawn.is_empty()));
    let said = move || {
        is_diff.get().then(|| {
            view! { <p class="preview-note">"The pod before the overlays (−) and after them (+)."</p> }
                .into_any()
        })
    };
    said.into_any()
}

/// What to say in place of lines.
fn nothing(of: Preview) -> AnyView {
    let Preview { form, tab, lines, .. } = of;
    let sentence = move || {
        let has_objects = form.shown.with(Option::is_some);
        let is_diff = tab.get() == Tab::Diff;
        let same = is_diff && lines.with(|lines| lines.drawn.is_empty());
        match (has_objects, same) {
            (false, _) => Some("There is no YAML yet: mend the errors, then it appears here."),
            (true, true) => {
                Some("The overlays change nothing. What they will change is shown here, line by line.")
            }
            (true, false) => None,
        }
    };
    (move || sentence().map(|sentence| view! { <p class="preview-nothing">{sentence}</p> }.into_any()))
        .into_any()
}

/// One line under the YAML, always there: what it is, or why it is not current.
fn status(of: Preview) -> AnyView {
    let Preview { form, lines, .. } = of;
    let shown = move || {
        form.shown.with(|shown| {
            let Some(shown) = shown else { return ().into_any() };
            if let Some(reason) = &shown.stale {
                let (reason, title) = (reason.clone(), reason.clone());
                return view! {
                    <span class="flex min-w-0 items-center gap-1.5 text-warning" title=title>
                        {icon(Icon::Warning, "size-4 shrink-0")}
                        <span class="truncate">{reason}</span>
                    </span>
                }
                .into_any();
            }
            let origin = of.pointed.get().and_then(|key| of.origin(&key));
            if let Some(path) = origin {
                let name = name_of(path);
                return view! {
                    <span class="truncate">"Set by "<strong>{name}</strong>". Click the line to go there."</span>
                }
                .into_any();
            }
            let name = shown.objects().map(|objects| objects.name.clone());
            let count = [&lines.with(|lines| lines.drawn.len() + lines.more).to_string(), " lines"].concat();
            view! { <span class="truncate font-mono">{name}</span> <span class="ml-auto shrink-0">{count}</span> }.into_any()
        })
    };
    view! { <p class="preview-status" role="status">{shown}</p> }.into_any()
}
