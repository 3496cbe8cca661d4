use leptos::prelude::*;

use super::Stage;
use crate::clock;
use crate::live::live;
use crate::widgets::badge::{Tone, pill};
use crate::widgets::icon::{Icon, icon};

/// The pill of a stage: icon and word. While nobody answers it says what the stage was, and when. Follows that.
pub(crate) fn stage_pill(stage: Stage) -> AnyView {
    let Some(at) = live().as_of() else { return pill(tone(stage), sign(stage), stage.word()) };
    let as_of = [", as of ", &clock::time_of_day(at)].concat();
    let title = [stage.word(), &as_of].concat();
    view! {
        <span class="pill pill-stale" title=title>
            {icon(Icon::History, "")} {stage.word()} <span class="sr-only">{as_of}</span>
        </span>
    }
    .into_any()
}

fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Error => Tone::Error,
        Stage::Created | Stage::Inactive | Stage::Deleted | Stage::Deleting | Stage::Stopping => {
            Tone::Neutral
        }
        Stage::Deploying | Stage::Loading => Tone::Info,
        Stage::Active => Tone::Success,
    }
}

fn sign(stage: Stage) -> Icon {
    match stage {
        Stage::Error => Icon::Error,
        Stage::Created => Icon::Created,
        Stage::Deploying | Stage::Loading | Stage::Stopping | Stage::Deleting => Icon::Loader,
        Stage::Active => Icon::Success,
        Stage::Inactive => Icon::Paused,
        Stage::Deleted => Icon::Trash,
    }
}
