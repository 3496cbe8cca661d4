//! The start, step by step, with how long each took.

mod steps;

use leptos::prelude::*;

use self::steps::{Progress, Step, steps};
use super::View;
use crate::clock;
use crate::lifecycle::{Group, Stage};
use crate::widgets::icon::{Icon, icon};

/// The steps of the current start; nothing for an instance that is not to run.
pub(super) fn timeline(view: View) -> AnyView {
    let shown = Memo::new(move |_| {
        view.with(|view| match Stage::of(view).group() {
            Group::Active | Group::Starting | Group::Error => Some((steps(view), view.since.clone())),
            Group::Inactive | Group::Deleted => None,
        })
    });
    (move || shown.get().map(|(steps, since)| list(steps, &since))).into_any()
}

/// The steps of a start whose current state began at `since`.
fn list(steps: Vec<Step>, since: &str) -> AnyView {
    let since = clock::parse(since);
    let mut before = None;
    let items: Vec<_> = steps
        .into_iter()
        .map(|step| {
            let at = clock::parse(&step.at);
            let item = item(step, before, since);
            before = at.or(before);
            item
        })
        .collect();
    view! { <ol class="timeline" aria-label="Start">{items}</ol> }.into_any()
}

/// One step; `before` is when the one before it was done, in milliseconds since 1970.
fn item(step: Step, before: Option<f64>, since: Option<f64>) -> AnyView {
    let Step { word, progress, at, told } = step;
    let (class, sign, state) = match progress {
        Progress::Done => ("step step-done", icon(Icon::Success, "size-4 shrink-0"), "done"),
        Progress::UnderWay => {
            ("step step-now", icon(Icon::Loader, "size-4 shrink-0 animate-spin"), "under way")
        }
        Progress::Failed => ("step step-failed", icon(Icon::Error, "size-4 shrink-0"), "failed"),
        Progress::Waiting => ("step", icon(Icon::Created, "size-4 shrink-0"), "to come"),
    };
    let title = [clock::absolute(&at), told]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(". ");
    view! {
        <li class=class title=title>
            {sign}
            <span class="step-word">{word} <span class="sr-only">{[": ", state].concat()}</span></span>
            <span class="step-lap">{lap(progress, clock::parse(&at), before, since)}</span>
        </li>
    }
    .into_any()
}

/// A step that took longer than this began before the instance was stopped and started again, in milliseconds.
const ANOTHER_START: f64 = 3_600_000.0;

/// How long the step took, or has been taking.
fn lap(progress: Progress, at: Option<f64>, before: Option<f64>, since: Option<f64>) -> AnyView {
    match (progress, at, before) {
        (Progress::Done, Some(at), Some(before)) if at - before < ANOTHER_START => {
            clock::lap_text(at - before).into_any()
        }
        (Progress::UnderWay | Progress::Failed, _, Some(before)) => {
            let now = clock::use_now();
            let from = since.map_or(before, |since| since.max(before));
            (move || clock::duration_text(now.get() - from)).into_any()
        }
        (Progress::Done | Progress::UnderWay | Progress::Failed | Progress::Waiting, _, _) => ().into_any(),
    }
}
