//! Playing a case: its steps one after the other, each answer as text.

use std::collections::HashMap;
use std::time::Duration;

use cluster_suite::{Place, Stopped, kubelet};
use serde_json::Value;
use tokio::time::Instant;

use crate::document::{Case, Step};
use crate::history::{self, History};
use crate::lines::{chosen, leaves, line};
use crate::names::Names;
use crate::wire::{Answer, Lines, send};

/// How long a stream may be silent and a condition may take: an emergency brake.
const PATIENCE: Duration = Duration::from_secs(180);
/// The same where nothing really runs.
const PATIENCE_WITH_SANDBOX: Duration = Duration::from_secs(8);

/// The registry that asks for a password: user `agent`, password `secret` (docs/test-cluster.md, docs/sandbox.md).
const PRIVATE: &str = "registry.slipway.test:5000";
const PRIVATE_ON_SANDBOX: &str = "private.example.com";

/// A case that is being played.
struct Play {
    place: Place,
    names: Names,
    streams: HashMap<String, Lines>,
    patience: Duration,
    /// The test cluster's kubelet, between `KUBELET stop` and `KUBELET start`.
    stopped: Option<Stopped>,
}

/// The answers of a case's steps.
pub(crate) async fn play(place: Place, case: &Case) -> Vec<String> {
    let mut names = Names::new(&place.namespace);
    names.keep("registry", if place.cluster.is_sandbox() { PRIVATE_ON_SANDBOX } else { PRIVATE });
    let patience = if place.cluster.is_sandbox() { PATIENCE_WITH_SANDBOX } else { PATIENCE };
    let mut play = Play { place, names, streams: HashMap::new(), patience, stopped: None };
    let mut answers = Vec::new();
    for step in &case.steps {
        answers.push(play.step(step).await);
    }
    answers
}

impl Play {
    async fn step(&mut self, step: &Step) -> String {
        match step.verb() {
            "OPEN" => self.open(step).await,
            "READ" => self.read(step).await,
            "STREAM" => self.stream(step).await,
            "STATES" | "EVENTS" => self.history(step).await,
            "KUBELET" => self.kubelet(step).await,
            _ => self.request(step).await,
        }
    }

    /// `OPEN NAME PATH`: begins to read a stream under a name.
    async fn open(&mut self, step: &Step) -> String {
        let (name, target) = step.target().split_once(' ').expect("a name and a path");
        let response = send(&self.place, step, &self.names, target).await;
        let code = response.status().as_u16();
        self.streams.insert(name.to_owned(), Lines::of(response));
        code.to_string()
    }

    /// `READ NAME`: the next lines of an open stream, as many as `take` says.
    async fn read(&mut self, step: &Step) -> String {
        let lines = self.streams.get_mut(step.target()).expect("an open stream");
        let answer = take(lines, step, self.patience).await;
        self.render(step, &answer)
    }

    /// `STREAM PATH`: the first lines of a stream.
    async fn stream(&mut self, step: &Step) -> String {
        let mut lines = Lines::of(send(&self.place, step, &self.names, step.target()).await);
        let answer = take(&mut lines, step, self.patience).await;
        self.render(step, &answer)
    }

    /// `STATES NAME` and `EVENTS NAME`: what happened in an open watch until something is seen.
    async fn history(&mut self, step: &Step) -> String {
        let lines = self.streams.get_mut(step.target()).expect("an open stream");
        let until: Vec<&str> = step.option("until").collect();
        let mut history = History::new(step.verb() == "EVENTS");
        while !until.iter().all(|it| history.has(it)) {
            let next = tokio::time::timeout(self.patience, lines.next()).await;
            let Ok(Some(line)) = next else {
                return format!("never: {until:?}\n{}", self.names.hide(&history.write()));
            };
            history.add(&serde_json::from_str(&line).expect("a watch event"));
        }
        history::plain(&self.names.hide(&history.write()))
    }

    /// `KUBELET stop` and `KUBELET start`.
    async fn kubelet(&mut self, step: &Step) -> String {
        match step.target() {
            _ if self.place.cluster.is_sandbox() => kubelet(&self.place.cluster, step.target()).await,
            "stop" => self.stopped = Some(Stopped::part("kubelet")),
            _ => self.stopped = None,
        }
        "done".to_owned()
    }

    async fn request(&mut self, step: &Step) -> String {
        let answer = match step.option("until").next() {
            None => self.ask(step).await,
            Some(condition) => self.ask_until(step, condition).await,
        };
        for keep in step.option("keep") {
            let (name, path) = keep.split_once(" = ").expect("NAME = PATH");
            let found = answer.body.first().into_iter().flat_map(leaves).find(|(at, _)| at == path);
            // What is missing is a difference in this step, and in those that use it.
            let value = found.and_then(|(_, value)| value.as_str().map(str::to_owned));
            self.names.keep(name, &value.unwrap_or_else(|| "missing".to_owned()));
        }
        self.render(step, &answer)
    }

    async fn ask(&self, step: &Step) -> Answer {
        let response = send(&self.place, step, &self.names, step.target()).await;
        let code = response.status().as_u16();
        let read = tokio::time::timeout(self.patience, Answer::read(response, step)).await;
        read.unwrap_or_else(|_| Answer::endless(code))
    }

    /// Asks until a condition holds; after too long the last answer is the step's, which then differs.
    async fn ask_until(&self, step: &Step, condition: &str) -> Answer {
        let end = Instant::now() + self.patience;
        loop {
            let answer = self.ask(step).await;
            if holds(&answer, condition) || Instant::now() > end {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn render(&mut self, step: &Step, answer: &Answer) -> String {
        let mut lines = vec![answer.code.to_string()];
        lines.extend(answer.headers.iter().map(|(name, value)| self.names.hide(&format!("{name}: {value}"))));
        if answer.text {
            lines.extend(
                answer
                    .body
                    .iter()
                    .map(|it| self.names.hide(&format!("| {}", it.as_str().unwrap_or_default()))),
            );
        } else {
            lines.extend(answer.body.iter().flat_map(|body| self.show(step, body)));
        }
        lines.join("\n")
    }

    /// The chosen leaves; of a refusal all of it.
    fn show(&mut self, step: &Step, body: &Value) -> Vec<String> {
        let words = |name| step.option(name).flat_map(|it| it.split(' ')).collect::<Vec<&str>>();
        let (mut show, hide) = (words("show"), words("hide"));
        let mut body = body.clone();
        if body["kind"] == "Status" && body["status"] != "Success" {
            show = vec!["message", "reason", "details", "code"];
            tidy(&mut body);
        }
        let shown = leaves(&body).into_iter().filter(|(path, _)| chosen(path, &show) && !chosen(path, &hide));
        shown.map(|(path, value)| line(&path, &value, &mut self.names)).collect()
    }
}

/// Leaves out what a refusal says twice, and how the real server shows its internal form of a pod; what conflicts is
/// in no order.
fn tidy(status: &mut Value) {
    let plain = |value: &mut Value| {
        let Some((text, _)) = value.as_str().and_then(|it| it.split_once("\n@@")) else { return };
        let end = if text.contains(" is invalid: [") { "]" } else { "" };
        *value = format!("{text}{end}").into();
    };
    plain(&mut status["message"]);
    let conflict = status["reason"] == "Conflict";
    let Some(causes) = status.pointer_mut("/details/causes").and_then(Value::as_array_mut) else { return };
    causes.iter_mut().for_each(|cause| plain(&mut cause["message"]));
    let mut told: Vec<Value> = Vec::new();
    for cause in causes.drain(..) {
        if !told.contains(&cause) {
            told.push(cause);
        }
    }
    if conflict {
        told.sort_by_key(Value::to_string);
    }
    *causes = told;
}

async fn take(lines: &mut Lines, step: &Step, silence: Duration) -> Answer {
    let count = step.option("take").next().map_or(usize::MAX, |it| it.parse().expect("a number"));
    lines.take(count, silence).await
}

/// Whether a leaf has a value: `status.phase = Running`, `code = 404`, `metadata.finalizers = nothing`.
fn holds(answer: &Answer, condition: &str) -> bool {
    let (path, wanted) = condition.split_once(" = ").expect("PATH = VALUE");
    let shown = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut leaves = answer.body.iter().flat_map(leaves);
    match (path, wanted) {
        ("code", _) => answer.code.to_string() == wanted,
        ("text", _) => leaves.any(|(_, value)| shown(value).contains(wanted)),
        (_, "nothing") => answer.code == 200 && !leaves.any(|(at, _)| chosen(&at, &[path])),
        _ => leaves.any(|(at, value)| at == path && shown(value) == wanted),
    }
}
