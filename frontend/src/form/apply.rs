//! Applying: a server-side dry run, a look at what it changed, then the real thing.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use slipway_core::api::{ApplyRequest, DryRun, InstanceView, Problem};
use slipway_core::config::Config;
use slipway_core::finding::Finding;
use slipway_core::render::Rendered;

use super::Form;
use crate::client;
use crate::live::{Link, LiveState, live};
use crate::parts;
use crate::route::{self, Route};
use crate::widgets::badge::Tone;

/// How far an apply has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// Nothing under way.
    Idle,
    /// The server is trying it.
    Checking,
    /// The dry run had something to say: the user decides.
    Asking(Box<ApplyRequest>, DryRun),
    /// The server is doing it.
    Applying,
    /// This configuration was refused.
    Refused(Box<Config>, Problem),
}

/// What there is to do with the server.
pub(crate) enum Task {
    /// A dry run of a configuration and what it came to; then the same in earnest, if nothing was changed.
    Try(Box<Config>, Arc<Rendered>),
    /// What the user has confirmed.
    Do(Box<ApplyRequest>),
}

/// Applying, as the page sees it. A handle.
#[derive(Clone, Copy)]
pub(crate) struct Apply {
    /// How far it has come.
    pub(crate) stage: RwSignal<Stage>,
    form: Form,
    go: Callback<Route>,
    live: LiveState,
}

impl Apply {
    /// For the page of `form`.
    pub(crate) fn new(form: Form) -> Self {
        let go = route::navigator();
        Self {
            stage: RwSignal::new(Stage::Idle),
            form,
            go: Callback::new(move |to: Route| go(&to)),
            live: live(),
        }
    }

    /// Whether something is under way.
    pub(crate) fn busy(self) -> bool {
        self.stage.with(|stage| matches!(stage, Stage::Checking | Stage::Applying))
    }

    /// Why it cannot be applied now, as a sentence.
    pub(crate) fn obstacle(self) -> Option<String> {
        // What the server refused may be tried again as it is: the cluster may have changed.
        let own = self.form.own.with(|own| errors(own));
        let errors = own + self.form.rendered.with(|rendered| errors(&rendered.findings));
        match (errors, self.live.link.get()) {
            (0, Link::Open) => self.live.obstacle().map(|_| {
                "The cluster does not answer, so nothing can be applied. Your settings are kept.".to_owned()
            }),
            (0, Link::Connecting) => {
                Some("The server has not answered yet. Try again in a moment.".to_owned())
            }
            (0, Link::Lost { .. }) => Some(
                "The server does not answer, so nothing can be applied. Your settings are kept.".to_owned(),
            ),
            (1, _) => Some("One error has to be mended first.".to_owned()),
            (many, _) => Some([&many.to_string(), " errors have to be mended first."].concat()),
        }
    }

    /// Tries the configuration; applies it at once when the dry run changed nothing.
    pub(crate) fn start(self) {
        if untrack(|| self.busy()) {
            return;
        }
        if let Some(reason) = untrack(|| self.obstacle()) {
            self.form.toasts.show(Tone::Warning, reason);
            self.form.go_to_first_error();
            return;
        }
        let rendered = self.form.rendered.get_untracked();
        self.stage.set(Stage::Checking);
        self.send(Task::Try(Box::new(self.form.config.get_untracked()), rendered));
    }

    /// Talking to the server is a part of its own.
    fn send(self, task: Task) {
        spawn_local(async move {
            if parts::apply(self, task).await.is_err() {
                self.stage.set(Stage::Idle);
                self.form.toasts.show(
                    Tone::Error,
                    "The part of the console that applies could not be fetched. Try again.",
                );
            }
        });
    }

    /// Does a part of it.
    pub(crate) fn begin(self, task: Task) {
        match task {
            Task::Try(config, rendered) => match request(*config, &rendered) {
                Some(request) => spawn_local(self.check(request)),
                None => self.dismiss(),
            },
            Task::Do(request) => spawn_local(self.create(*request)),
        }
    }

    async fn check(self, request: ApplyRequest) {
        match client::send::<_, DryRun>("POST", "/instances/dry-run", Some(&request)).await {
            Ok(answer) if answer.differences.is_empty() && answer.warnings.is_empty() => {
                self.create(request).await;
            }
            Ok(answer) => self.stage.set(Stage::Asking(Box::new(request), answer)),
            Err(problem) => self.refuse(problem),
        }
    }

    /// Applies what the user was asked about.
    pub(crate) fn confirm(self, request: ApplyRequest) {
        self.send(Task::Do(Box::new(request)));
    }

    /// Forgets the question or the refusal.
    pub(crate) fn dismiss(self) {
        self.stage.set(Stage::Idle);
    }

    /// Why the configuration was refused; the next change forgets it.
    pub(crate) fn refusal(self) -> Option<Problem> {
        self.stage.with(|stage| match stage {
            Stage::Refused(about, problem) if self.form.config.with(|config| *config == **about) => {
                Some(problem.clone())
            }
            Stage::Refused(_, _) | Stage::Idle | Stage::Checking | Stage::Asking(_, _) | Stage::Applying => {
                None
            }
        })
    }

    async fn create(self, request: ApplyRequest) {
        self.stage.set(Stage::Applying);
        match client::send::<_, InstanceView>("POST", "/instances", Some(&request)).await {
            Ok(instance) => {
                self.stage.set(Stage::Idle);
                self.form.renew_suffix();
                self.form
                    .toasts
                    .show(Tone::Success, [&instance.name, " is applied and starts now."].concat());
                self.go.run(Route::Instance(instance.name));
            }
            Err(problem) => self.refuse(problem),
        }
    }

    fn refuse(self, problem: Problem) {
        self.form.refused(&problem);
        self.stage.set(Stage::Refused(Box::new(self.form.config.get_untracked()), problem));
    }
}

fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.is_error()).count()
}

impl Form {
    /// What the server said about fields stands beside them until the next change.
    pub(crate) fn refused(self, problem: &Problem) {
        self.remark(problem.fields.iter().map(as_finding).collect());
    }
}

fn request(config: Config, rendered: &Rendered) -> Option<ApplyRequest> {
    let manifest_sha256 = rendered.manifests.as_ref()?.sha256();
    Some(ApplyRequest { config, manifest_sha256, start: true })
}

/// What the server said about a field stands beside the field, as the core's findings do.
fn as_finding(field: &slipway_core::api::FieldProblem) -> Finding {
    let finding = Finding::error("server", field.path.as_str(), field.message.as_str());
    Finding { object_path: field.object_path.clone(), ..finding }
}
