use leptos::prelude::*;

use super::Action;
use super::run::{Question, Runner};
use crate::live::{LiveState, live};
use crate::widgets::button::{Weight, button};
use crate::widgets::dialog::dialog;

/// Asks before something goes, and names it. One per page.
pub(crate) fn confirm_dialog(runner: Runner) -> AnyView {
    let live = live();
    dialog(runner.asking, "Please confirm", "max-w-lg", move || {
        runner.question.get_value().map(|question| ask(runner, live, question)).into_any()
    })
}

fn ask(runner: Runner, live: LiveState, question: Question) -> AnyView {
    let Question { action, names } = question;
    let has_pod = |name: &String| {
        let row = live.row_now(name);
        row.is_some_and(|row| row.with_untracked(|view| view.total > 0 || !view.containers.is_empty()))
    };
    let yes = if let [one] = names.as_slice() {
        [action.word(), " ", one].concat()
    } else {
        [action.word(), " ", &names.len().to_string(), " instances"].concat()
    };
    let listed: Vec<_> = names.iter().take(8).map(|name| line(action, name, has_pod(name))).collect();
    let any_pod = names.iter().any(has_pod);
    let more = names.len().saturating_sub(8);
    let press = move || {
        runner.asking.set(false);
        runner.run(action, names.clone());
    };
    view! {
        <p>{lead(action, any_pod)}</p>
        <ul class="my-3 flex flex-col gap-1 text-code">{listed}</ul>
        {(more > 0).then(|| view! { <p class="text-muted">{["and ", &more.to_string(), " more"].concat()}</p> })}
        <div class="mt-4 flex flex-wrap justify-end gap-2">
            {button(Weight::Normal, None, "Cancel", move || runner.asking.set(false))}
            {button(Weight::Danger, None, yes, press)}
        </div>
    }
    .into_any()
}

fn lead(action: Action, any_pod: bool) -> &'static str {
    match action {
        Action::Start | Action::Stop | Action::Restart | Action::Restore => "This will be done:",
        Action::Delete if !any_pod => "It leaves the list. Its volume is kept until you purge it:",
        Action::Delete => {
            "The pod is stopped and the instance leaves the list. Its volume is kept until you purge it:"
        }
        Action::Purge => "This goes for good, and cannot be brought back:",
    }
}

fn line(action: Action, name: &str, has_pod: bool) -> AnyView {
    let what = match action {
        Action::Start | Action::Stop | Action::Restart | Action::Restore => name.to_owned(),
        Action::Delete => ["instance ", name, if has_pod { ", its pod" } else { "" }].concat(),
        Action::Purge => {
            let pod = if has_pod { ", its pod," } else { "" };
            ["instance ", name, pod, " and its volume ", name, " with all data on it"].concat()
        }
    };
    view! { <li class="rounded-field bg-base-200 px-3 py-1.5 break-words">{what}</li> }.into_any()
}
