//! Small marks: states and facts.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// What a state means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Neither good nor bad.
    Neutral,
    /// Under way.
    Info,
    /// Good.
    Success,
    /// Will likely disappoint.
    Warning,
    /// Wrong.
    Error,
    /// Ours.
    Primary,
}

impl Tone {
    /// The class of a pill.
    fn pill(self) -> &'static str {
        match self {
            Self::Neutral => "pill",
            Self::Info => "pill pill-info",
            Self::Success => "pill pill-success",
            Self::Warning => "pill pill-warning",
            Self::Error => "pill pill-error",
            Self::Primary => "pill pill-primary",
        }
    }

    /// The icon of a message.
    pub(crate) fn icon(self) -> Icon {
        match self {
            Self::Neutral | Self::Info | Self::Primary => Icon::Info,
            Self::Success => Icon::Success,
            Self::Warning => Icon::Warning,
            Self::Error => Icon::Error,
        }
    }

    /// The class of its text.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Neutral => "text-muted",
            Self::Info => "text-info",
            Self::Success => "text-success",
            Self::Warning => "text-warning",
            Self::Error => "text-error",
            Self::Primary => "text-primary",
        }
    }
}

/// A state: icon and word.
pub(crate) fn pill(tone: Tone, sign: Icon, word: impl Into<String>) -> AnyView {
    view! { <span class=tone.pill()>{icon(sign, "")}{word.into()}</span> }.into_any()
}

/// A fact beside a name, quieter than a state.
pub(crate) fn badge(word: impl Into<String>) -> AnyView {
    view! { <span class="fact">{word.into()}</span> }.into_any()
}
