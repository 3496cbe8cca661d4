//! The start, step by step, with how long each took.

mod laps;
mod steps;

use leptos::prelude::*;

use self::laps::laps;
use self::steps::{Progress, Step, steps};
use super::View;
use crate::clock;
use crate::lifecycle::{Group, Stage};
use crate::live::live;
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
    let times: Vec<Option<f64>> = steps.iter().map(|step| clock::parse(&step.at)).collect();
    let last = times.iter().flatten().copied().reduce(f64::max);
    // The step being waited for has been since the one before it, or since the state began.
    let waiting_since = clock::parse(since).into_iter().chain(last).reduce(f64::max);
    let items: Vec<_> =
        steps.into_iter().zip(laps(&times)).map(|(step, lap)| item(step, lap, waiting_since)).collect();
    view! { <ol class="start-steps" aria-label="Start">{items}</ol> }.into_any()
}

/// One step that took `lap`, or has been under way since `since`; both in milliseconds.
fn item(step: Step, lap: Option<f64>, since: Option<f64>) -> AnyView {
    let Step { word, progress, at, told, .. } = step;
    let (class, sign, state) = match progress {
        Progress::Done => ("start-step start-step-done", icon(Icon::Success, "size-4 shrink-0"), "done"),
        Progress::UnderWay => {
            ("start-step start-step-now", icon(Icon::Loader, "size-4 shrink-0 animate-spin"), "under way")
        }
        Progress::Failed => ("start-step start-step-failed", icon(Icon::Error, "size-4 shrink-0"), "failed"),
        Progress::Waiting => ("start-step", icon(Icon::Created, "size-4 shrink-0"), "to come"),
    };
    let title = [clock::absolute(&at), told]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(". ");
    view! {
        <li class=class title=title>
            {sign}
            <span>{word} <span class="sr-only">{[": ", state].concat()}</span></span>
            <span class="start-step-lap">{duration(progress, lap, since)}</span>
        </li>
    }
    .into_any()
}

/// How long the step took, or has been taking.
fn duration(progress: Progress, lap: Option<f64>, since: Option<f64>) -> AnyView {
    match (progress, since) {
        (Progress::Done, _) => lap.map(clock::lap_text).into_any(),
        (Progress::UnderWay | Progress::Failed, Some(since)) => {
            let live = live();
            (move || clock::duration_text(live.now() - since)).into_any()
        }
        (Progress::UnderWay | Progress::Failed | Progress::Waiting, _) => ().into_any(),
    }
}
