//! Doing what a button says, and saying how it went.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use slipway_core::api::Problem;
use wasm_bindgen_futures::spawn_local;

use super::Action;
use crate::client;
use crate::live::{LiveState, live};
use crate::route::{self, Route};
use crate::widgets::badge::Tone;
use crate::widgets::toast::{Toasts, toasts};

/// Runs actions on instances, for one page. A handle.
#[derive(Clone, Copy)]
pub(crate) struct Runner {
    /// What is under way.
    busy: RwSignal<BTreeSet<(String, Action)>>,
    /// Whether something is being asked about first.
    pub(super) asking: RwSignal<bool>,
    /// What.
    pub(super) question: StoredValue<Option<Question>>,
    toasts: Toasts,
    live: LiveState,
    leave: Callback<()>,
}

/// An action that waits for a yes.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) action: Action,
    pub(super) names: Vec<String>,
}

impl Runner {
    /// For the page that is being built.
    pub(crate) fn new() -> Self {
        let go = route::navigator();
        let here = route::current();
        // What is purged has no page any more.
        let leave = Callback::new(move |()| {
            if matches!(here.get_untracked(), Route::Instance(_)) {
                go(&Route::Instances);
            }
        });
        Self {
            busy: RwSignal::new(BTreeSet::new()),
            asking: RwSignal::new(false),
            question: StoredValue::new(None),
            toasts: toasts(),
            live: live(),
            leave,
        }
    }

    /// Whether `action` of `name` is under way.
    pub(crate) fn is_busy(self, name: &str, action: Action) -> bool {
        self.busy.with(|busy| busy.iter().any(|(of, what)| of == name && *what == action))
    }

    /// Whether anything is under way.
    pub(crate) fn is_any_busy(self) -> bool {
        self.busy.with(|busy| !busy.is_empty())
    }

    /// Why nothing can be done now, as a sentence. Follows it.
    pub(crate) fn obstacle(self) -> Option<&'static str> {
        self.live.obstacle()
    }

    /// Does `action` to `names`, after a question if it takes something away.
    pub(crate) fn press(self, action: Action, names: Vec<String>) {
        if names.is_empty() {
            return;
        }
        if let Some(reason) = untrack(|| self.obstacle()) {
            self.toasts.show(Tone::Warning, reason);
            return;
        }
        if action.asks() {
            self.question.set_value(Some(Question { action, names }));
            self.asking.set(true);
        } else {
            self.run(action, names);
        }
    }

    /// Does `action` to `names`, one after the other, and reports once.
    pub(super) fn run(self, action: Action, names: Vec<String>) {
        let all = |busy: &mut BTreeSet<_>| busy.extend(names.iter().map(|name| (name.clone(), action)));
        self.busy.update(all);
        spawn_local(async move {
            let mut done = Vec::new();
            let mut failed = Vec::new();
            for name in names {
                match self.send(action, &name).await {
                    Ok(()) => done.push(name.clone()),
                    Err(problem) => failed.push((name.clone(), problem)),
                }
                self.busy.try_update(|busy| busy.remove(&(name, action)));
            }
            self.report(action, &done, &failed);
        });
    }

    /// Does once more what was asked about before. The page may be gone, and its toast still there.
    fn try_again(self, action: Action, names: &[String]) {
        if !self.busy.is_disposed() {
            self.run(action, names.to_vec());
        }
    }

    async fn send(self, action: Action, name: &str) -> Result<(), Problem> {
        let path = ["/instances/", &client::escape(name)].concat();
        let post = async |what: &str| client::command("POST", &[&path, what].concat()).await;
        match action {
            Action::Start => post("/start").await,
            // A deleted one is no more than a stopped one that is not listed.
            Action::Stop | Action::Restore => post("/stop").await,
            Action::Restart => post("/restart").await,
            Action::Delete => client::command("DELETE", &path).await,
            Action::Purge => post("/purge").await,
        }
    }

    fn report(self, action: Action, done: &[String], failed: &[(String, Problem)]) {
        if let Some((name, problem)) = failed.first() {
            let sentence = failure(action, name, problem, failed.len());
            if client::may_pass(problem) {
                let names: Vec<String> = failed.iter().map(|(name, _)| name.clone()).collect();
                let again = Arc::new(move || self.try_again(action, &names));
                self.toasts.offer(Tone::Error, sentence, "Try again", again);
            } else {
                self.toasts.show(Tone::Error, sentence);
            }
        }
        // What a single instance does next is plain from its state.
        if done.len() > 1 || (action.is_told() && !done.is_empty()) {
            self.toasts.show(Tone::Success, action.done(done));
        }
        if action == Action::Purge && !done.is_empty() {
            self.leave.run(());
        }
    }
}

fn failure(action: Action, name: &str, problem: &Problem, count: usize) -> String {
    let others =
        if count > 1 { [" (and ", &(count - 1).to_string(), " more)"].concat() } else { String::new() };
    [action.word(), " ", name, &others, ": ", &client::sentence(problem)].concat()
}
