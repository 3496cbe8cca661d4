use leptos::prelude::*;

use super::Stage;
use crate::widgets::badge::{Tone, pill};
use crate::widgets::icon::Icon;

/// The pill of a stage: icon and word.
pub(crate) fn stage_pill(stage: Stage) -> AnyView {
    pill(tone(stage), sign(stage), stage.word())
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
