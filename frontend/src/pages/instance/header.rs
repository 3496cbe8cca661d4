//! The head of the page: state, name, one sentence, and what can be done.

use leptos::prelude::*;
use slipway_core::api::Desired;

use super::View;
use crate::clock;
use crate::lifecycle::{Action, Runner, Stage, is_editable, stage_pill};
use crate::live::live;
use crate::pages::notice;
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, labelled};
use crate::widgets::icon::{Icon, icon};
use crate::widgets::toast::toasts;

/// The head of an instance.
pub(super) fn header(runner: Runner, view: View) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    let stage = Memo::new(move |_| view.with(|view| Stage::of(view)));
    let sentence = Memo::new(move |_| view.with(|view| view.sentence.clone()));
    view! {
        <header class="flex flex-col gap-2">
            <div class="page-head">
                {crumb()}
                <h1 class="page-name">{name.clone()}</h1>
                {move || stage_pill(stage.get())}
                {notice::connection()}
            </div>
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                <p class="min-w-0 grow basis-80" role="status">
                    {move || sentence.get()} " " {since(view)}
                </p>
                <div class="flex flex-wrap gap-2" role="group" aria-label="Actions">
                    {actions(runner, view)}
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// The head while nothing is known but the name.
pub(super) fn bare(name: &str) -> AnyView {
    view! {
        <div class="page-head">
            {crumb()}
            <h1 class="page-name">{name.to_owned()}</h1>
        </div>
    }
    .into_any()
}

fn crumb() -> AnyView {
    view! {
        <a class="crumb link link-hover shrink-0 text-muted" href="/instances">"Instances"</a>
        {icon(Icon::ChevronRight, "crumb size-4 shrink-0 text-muted")}
    }
    .into_any()
}

/// For how long the state has been so.
fn since(view: View) -> AnyView {
    let live = live();
    let since = Memo::new(move |_| view.with(|view| view.since.clone()));
    let text = Memo::new(move |_| {
        let age = since.with(|since| clock::age(since, live.now()));
        if age.is_empty() { age } else { ["· for ", &age].concat() }
    });
    let exactly = move || since.with(|since| clock::absolute(since));
    view! { <time class="text-muted whitespace-nowrap" datetime=move || since.get() title=exactly>{move || text.get()}</time> }
        .into_any()
}

/// Buttons for all that fits, each in its order.
fn actions(runner: Runner, view: View) -> AnyView {
    let fitting = Memo::new(move |_| {
        view.with(|view| {
            let edit = (view.desired != Desired::Deleted).then(|| is_editable(view));
            (ORDER.map(|(action, _, _)| action.fits(view)), edit)
        })
    });
    let name = view.with_untracked(|view| view.name.clone());
    let restarting = Memo::new(move |_| runner.is_busy(&name, Action::Restart));
    (move || {
        if restarting.get() {
            return action_button(runner, view, Action::Restart, Weight::Normal, Icon::Restart);
        }
        let (fits, editable) = fitting.get();
        let fits = ORDER.into_iter().zip(fits).filter(|(_, fits)| *fits).map(|(of, _)| of);
        let edit = editable.map(|now| edit(view, now));
        let buttons: Vec<_> =
            fits.map(|(action, weight, sign)| action_button(runner, view, action, weight, sign)).collect();
        view! { {edit} {buttons} }.into_any()
    })
    .into_any()
}

const ORDER: [(Action, Weight, Icon); 6] = [
    (Action::Start, Weight::Primary, Icon::Play),
    (Action::Stop, Weight::Normal, Icon::Stop),
    (Action::Restart, Weight::Normal, Icon::Restart),
    (Action::Restore, Weight::Primary, Icon::Undo),
    (Action::Delete, Weight::Normal, Icon::Trash),
    (Action::Purge, Weight::Danger, Icon::Trash),
];

/// The link to the editor; while it runs, the button says why there is none.
fn edit(view: View, now: bool) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    if now {
        return view! { <a class="btn" href=edit_address(&name)>{icon(Icon::Edit, "size-4")} "Edit"</a> }
            .into_any();
    }
    const REASON: &str = "An instance is edited while it is inactive. Stop it first.";
    let toasts = toasts();
    let word = Signal::stored("Edit".to_owned());
    let press = Box::new(move || toasts.show(Tone::Info, REASON));
    let button =
        labelled(Weight::Normal, Some(Icon::Edit), word, Signal::stored(true), Signal::stored(false), press);
    view! { <span title=REASON>{button}</span> }.into_any()
}

/// Where an instance is edited.
pub(super) fn edit_address(name: &str) -> String {
    ["/instances/", name, "/edit"].concat()
}

pub(super) fn action_button(
    runner: Runner,
    view: View,
    action: Action,
    weight: Weight,
    sign: Icon,
) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    let of = name.clone();
    let busy = Signal::derive(move || runner.is_busy(&of, action));
    let word = Signal::stored(action.word().to_owned());
    let blocked = Signal::derive(move || runner.obstacle().is_some());
    let press = Box::new(move || runner.press(action, vec![name.clone()]));
    let button = labelled(weight, Some(sign), word, blocked, busy, press);
    view! { <span class="contents" title=move || runner.obstacle()>{button}</span> }.into_any()
}

/// Says that the image was edited since the start, and what brings the edit.
pub(super) fn outdated(runner: Runner, view: View) -> AnyView {
    let outdated = Memo::new(move |_| view.with(|view| view.outdated && Action::Restart.fits(view)));
    let notice = move || {
        outdated.get().then(|| {
            let image = view.with_untracked(|view| view.image_name.clone());
            view! {
                <div class="notice notice-info" role="status">
                    {icon(Icon::Info, "mt-0.5 size-4 shrink-0")}
                    <p class="min-w-0 grow">
                        "Its settings or the image "
                        <a class="link" href=["/images/", &image].concat()>{image.clone()}</a>
                        " changed after it started. A restart brings the change."
                    </p>
                    {action_button(runner, view, Action::Restart, Weight::Normal, Icon::Restart)}
                </div>
            }
            .into_any()
        })
    };
    notice.into_any()
}
