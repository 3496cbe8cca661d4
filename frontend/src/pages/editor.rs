//! Editing an image or an instance that exists: the form of Configure on settings of their own, and Save.

mod bar;
mod base;
mod draft;

use leptos::html::Div;
use leptos::prelude::*;
use slipway_core::api::Problem;
use wasm_bindgen_futures::spawn_local;

use crate::form::{Form, Scope};
use crate::live::{LiveState, live};
use crate::pages::configure::workbench;
use crate::pages::fetched::problem_note;
use crate::widgets::badge::Tone;
use crate::widgets::empty::empty_state;
use crate::widgets::icon::Icon;
use crate::widgets::skeleton;
use crate::widgets::toast::{Toasts, toasts};

pub(crate) use base::{Base, Subject};

/// What is being edited. A handle.
#[derive(Clone, Copy)]
pub(crate) struct Editing {
    /// The form with the edits.
    pub(crate) form: Form,
    subject: StoredValue<Subject>,
    /// What the edits began from.
    base: RwSignal<Base>,
    /// What it is by now, if anybody else edited it.
    newer: Memo<Option<Base>>,
    /// Whether there is anything to save.
    dirty: Memo<bool>,
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<Problem>>,
    toasts: Toasts,
    live: LiveState,
}

impl Editing {
    fn new(subject: Subject, base: Base, live: LiveState) -> Self {
        let (kept, text) =
            draft::load(&subject).map_or_else(|| (base.clone(), None), |(kept, text)| (kept, Some(text)));
        let form = Form::of(RwSignal::new(kept.config), subject.scope(), subject.key(), text);
        let of = subject.clone();
        let base = RwSignal::new(Base { version: kept.version, ..base });
        let newer = Memo::new(move |_| {
            base::of(live, &of).filter(|newest| base.with(|base| base.version != newest.version))
        });
        let of = subject.clone();
        let dirty =
            Memo::new(move |_| form.config.with(|config| base.with(|base| of.differs(config, &base.config))));
        let editing = Self {
            form,
            subject: StoredValue::new(subject),
            base,
            newer,
            dirty,
            busy: RwSignal::new(false),
            refusal: RwSignal::new(None),
            toasts: toasts(),
            live,
        };
        draft::keep(editing);
        editing
    }

    /// Sends the edits.
    fn save(self) {
        if let Some(reason) = untrack(|| self.live.obstacle()) {
            self.toasts.show(Tone::Warning, reason);
            return;
        }
        let can = untrack(|| self.dirty.get() && !self.busy.get() && !self.form.has_errors());
        if !can {
            self.form.go_to_first_error();
            return;
        }
        let (subject, config) = (self.subject.get_value(), self.form.config.get_untracked());
        let version = self.version();
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            match subject.save(config, version).await {
                Ok(saved) => {
                    // Edits made while it was being saved stay edits.
                    self.base.try_set(saved);
                    self.toasts.show(Tone::Success, subject.saved());
                }
                Err(problem) => {
                    // The page may be gone by now.
                    if !self.busy.is_disposed() {
                        self.form.refused(&problem);
                        self.refusal.set(Some(problem));
                    }
                }
            }
            self.busy.try_set(false);
        });
    }

    /// The version to save over. A newer one with the same settings (its status changed) is as good as the one the
    /// edits began from.
    fn version(self) -> String {
        let newer = self.newer.get_untracked().filter(|newer| !untrack(|| self.conflicts(newer)));
        newer.map_or_else(|| self.base.with_untracked(|base| base.version.clone()), |newer| newer.version)
    }

    /// Whether `newer` has other settings than the edits began from.
    fn conflicts(self, newer: &Base) -> bool {
        self.base.with(|base| self.subject.with_value(|subject| subject.differs(&newer.config, &base.config)))
    }

    /// Forgets the edits and takes what it is by now.
    fn load_again(self) {
        let newest = self.newer.get_untracked().unwrap_or_else(|| self.base.get_untracked());
        self.refusal.set(None);
        self.form.config.set(newest.config.clone());
        self.base.set(newest);
    }
}

/// The page that edits `subject`; `head` is made with the editing and stands above the form.
pub(crate) fn page(subject: Subject, head: impl Fn(Editing) -> AnyView + Send + Sync + 'static) -> AnyView {
    let live = live();
    let of = subject.clone();
    let state = Memo::new(move |_| {
        let known = live.loaded.get() && live.images.with(Option::is_some);
        match (base::of(live, &of).is_some(), known, live.connected.get()) {
            (true, _, _) => State::There,
            (false, true, _) => State::Missing,
            (false, false, true) => State::Waiting,
            (false, false, false) => State::NoServer,
        }
    });
    // Once it was there, edits are not lost because it is gone.
    let shown = Memo::new(move |before: Option<&State>| match before {
        Some(State::There) => State::There,
        _ => state.get(),
    });
    (move || match shown.get() {
        State::There => {
            let base = untrack(|| base::of(live, &subject));
            base.map(|base| editor(Editing::new(subject.clone(), base, live), &head)).into_any()
        }
        State::Missing => missing(&subject),
        State::Waiting => view! {
            {bare(&subject)}
            <div class="panel p-3" role="status" aria-label="Loading the settings">{skeleton::rows(10)}</div>
        }
        .into_any(),
        State::NoServer => no_server(&subject),
    })
    .into_any()
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    There,
    Missing,
    Waiting,
    NoServer,
}

fn editor(editing: Editing, head: &dyn Fn(Editing) -> AnyView) -> AnyView {
    let above = view! { {head(editing)} {refusal(editing)} {bar::conflict(editing)} }.into_any();
    workbench(editing.form, above, move |_| bar::bar(editing))
}

/// Why it was not saved. Whoever pressed Save at the end of the form is taken to it.
fn refusal(editing: Editing) -> AnyView {
    let node = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (true, Some(node)) = (editing.refusal.with(Option::is_some), node.get()) {
            request_animation_frame(move || node.scroll_into_view_with_bool(false));
        }
    });
    let said = move || {
        editing.refusal.get().map(|problem| {
            view! { <div class="mb-3">{problem_note(&Problem { message: ["Not saved: ", &problem.message].concat(), ..problem })}</div> }
                .into_any()
        })
    };
    view! { <div node_ref=node>{said}</div> }.into_any()
}

fn missing(subject: &Subject) -> AnyView {
    let go = view! { <a class="btn btn-primary" href=subject.list()>"Go to the list"</a> }.into_any();
    view! {
        {bare(subject)}
        {empty_state(Icon::Search, "There is nothing to edit", subject.missing(), Some(go))}
    }
    .into_any()
}

fn no_server(subject: &Subject) -> AnyView {
    let sentence =
        "This page needs Slipway's server, which does not answer. It will fill itself as soon as it does.";
    view! {
        {bare(subject)}
        {empty_state(Icon::Offline, "No connection to the server", sentence, None)}
    }
    .into_any()
}

/// The head while nothing is known but the name.
fn bare(subject: &Subject) -> AnyView {
    view! { <div class="page-head mb-3"><h1 class="page-name">{subject.name().to_owned()}</h1></div> }
        .into_any()
}

impl Subject {
    fn scope(&self) -> Scope {
        match self {
            Self::Image(_) => Scope::Image,
            Self::Instance(_) => Scope::Instance,
        }
    }
}
