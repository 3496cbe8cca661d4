//! Section Agent: what runs, under which name, for which CI system.

use leptos::prelude::*;
use slipway_core::config::{Os, ProfileKind, PullPolicy};

use super::controls::{Legend, Options};
use super::section::{Section, section};
use crate::form::{Form, Scope, lens};
use crate::widgets::button::icon_button;
use crate::widgets::icon::Icon;
use crate::widgets::text::Look;

mod profile;

const SECTION: Section = Section {
    id: "agent",
    title: "Agent",
    holds: &[
        "imageName",
        "image.agentImage",
        "image.pullPolicy",
        "image.os",
        "instance.namePrefix",
        "instance.suffix",
        "instance.pool",
        "instance.profile",
    ],
    open: true,
};

const PROFILES: Options<ProfileKind> = &[
    (ProfileKind::Bamboo, "Bamboo"),
    (ProfileKind::Jenkins, "Jenkins"),
    (ProfileKind::Gtm, "GTM"),
    (ProfileKind::Generic, "Other"),
];

const PULL_POLICIES: Options<PullPolicy> = &[
    (PullPolicy::Default, "Kubernetes' default"),
    (PullPolicy::IfNotPresent, "If not present on the node"),
    (PullPolicy::Always, "Always"),
    (PullPolicy::Never, "Never"),
];

const SYSTEMS: Options<Os> = &[(Os::Linux, "Linux"), (Os::Windows, "Windows")];

pub(super) use profile::fields as profile_fields;

/// The section.
pub(super) fn agent(form: Form) -> AnyView {
    section(form, SECTION, summary(form), move || {
        match form.scope {
        Scope::All => view! {
            {system(form)}
            {image(form)}
            <div class="field-pair">
                {form.text(lens!(instance.name_prefix), "Name prefix", "", Look::code("bamboo-agent"))}
                {name(form)}
            </div>
            {profile::settings(form)}
            <details class="more">
                <summary>"More about the image"</summary>
                {form.text(lens!(image_name), "Image name", "What these image settings are called in Slipway.", Look::code("bamboo-agent"))}
                    <div class="field-pair">
                    {pool(form)}
                    {pulling(form)}
                </div>
            </details>
        }
        .into_any(),
        Scope::Image => view! {
            {image(form)}
            <div class="field-pair">{pulling(form)}</div>
        }
        .into_any(),
        // The name of an instance cannot change.
        Scope::Instance => view! {
            {system(form)}
            {profile::settings(form)}
            {pool(form)}
        }
        .into_any(),
    }
    })
}

fn system(form: Form) -> AnyView {
    form.segments(lens!(instance.profile.kind), "CI system", Legend::Seen, PROFILES)
}

fn image(form: Form) -> AnyView {
    form.text(lens!(image.agent_image), "Agent image", "", Look::code("registry.example.com/agent:1.0"))
}

fn pool(form: Form) -> AnyView {
    form.text(lens!(instance.pool), "Pool", "Groups instances; a label.", Look::code("none"))
}

fn pulling(form: Form) -> AnyView {
    view! {
        {form.select(lens!(image.pull_policy), "Image pull policy", "", PULL_POLICIES)}
        {form.select(lens!(image.os), "Operating system", "", SYSTEMS)}
    }
    .into_any()
}

/// The suffix makes the name unique; a press picks another.
fn name(form: Form) -> AnyView {
    view! {
        <div class="flex items-start gap-1">
            <div class="min-w-0 grow">
                {form.text(lens!(instance.suffix), "Name suffix", "", Look::code("picked for you"))}
            </div>
            <div class="mt-6">{icon_button(Icon::Restart, "Pick another suffix", move || form.renew_suffix())}</div>
        </div>
    }
    .into_any()
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let kind = config.instance.profile.kind;
            let system = PROFILES.iter().find(|(of, _)| *of == kind).map_or("", |(_, word)| word);
            if form.scope == Scope::Image {
                return config.image.agent_image.clone();
            }
            let prefix = config.instance.name_prefix.as_str();
            [prefix, "-", &config.instance.suffix, ", ", system, ", ", &config.image.agent_image].concat()
        })
    })
    .into()
}
