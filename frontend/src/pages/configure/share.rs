//! The share link: the whole form in the address, and no secret.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use slipway_core::config::Config;
use slipway_core::finding::Finding;

use crate::browser::clipboard;
use crate::form::Form;
use crate::parts;
use crate::widgets::badge::Tone;
use crate::widgets::button::{Weight, button};
use crate::widgets::dialog::dialog as modal;
use crate::widgets::icon::{Icon, icon};
use crate::widgets::list::row_id;
use crate::widgets::toast::toasts;

/// The dialog with the link.
pub(super) fn dialog(form: Form, open: RwSignal<bool>) -> AnyView {
    modal(open, "Share this configuration", "max-w-lg", move || parts::share(form, open))
}

/// Variables whose plain value looks like a secret: whoever has the link has them.
fn secrets(form: Form) -> AnyView {
    let names =
        form.config.with_untracked(|config| form.findings.with_untracked(|all| looking_secret(config, all)));
    let said = (!names.is_empty()).then(|| {
        view! {
            <div class="notice notice-warning mb-3" role="note">
                {icon(Icon::Warning, "mt-0.5 size-4 shrink-0")}
                <p class="min-w-0 grow break-words">
                    "The link holds the value of "<strong>{names.join(", ")}</strong>
                    ". If that is a secret, put it into a Secret of Kubernetes and choose Secret as the variable's source."
                </p>
            </div>
        }
        .into_any()
    });
    said.into_any()
}

/// Names of the variables of which the core says that their plain value is probably a secret.
fn looking_secret(config: &Config, findings: &[Finding]) -> Vec<String> {
    let lists = [
        ("instance.env", &config.instance.env),
        ("image.docker.daemon.env", &config.image.docker.daemon.env),
    ];
    let all = lists.into_iter().flat_map(|(list, variables)| {
        variables
            .iter()
            .enumerate()
            .map(move |(index, variable)| ([&row_id(list, index), ".value"].concat(), variable.name.clone()))
    });
    let is_told = |path: &str| {
        findings.iter().any(|finding| finding.code == "env-plain-secret" && finding.path == path)
    };
    all.filter(|(path, _)| is_told(path)).map(|(_, name)| name).collect()
}

/// What is in the dialog.
pub(crate) fn share(form: Form, open: RwSignal<bool>) -> AnyView {
    let toasts = toasts();
    let link = form.share_link();
    let input = NodeRef::<Input>::new();
    let copied = link.clone();
    let copy = move || {
        let link = copied.clone();
        if let Some(input) = input.get_untracked() {
            input.select();
        }
        spawn_local(async move {
            if clipboard::copy(&link).await {
                open.set(false);
                toasts.show(Tone::Success, "The link is on the clipboard.");
            } else {
                toasts.show(
                    Tone::Error,
                    "The browser does not allow copying here. The link is selected: copy it by hand.",
                );
            }
        });
    };
    view! {
        <p class="mb-3">
            "Whoever opens the link gets the form filled like this. Nothing is applied, and no server's log sees it. The values of variables are in the link; the values of Secrets are not."
        </p>
        {secrets(form)}
        <div class="flex gap-2">
            <input
                node_ref=input
                class="input w-full font-mono text-code"
                aria-label="Link"
                readonly=true
                prop:value=link.clone()
                on:focus=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.select();
                    }
                }
            />
            {button(Weight::Primary, Some(Icon::Copy), "Copy link", copy)}
        </div>
        <p class="mt-2 text-xs text-muted">{[&link.len().to_string(), " characters"].concat()}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use slipway_core::config::EnvVar;
    use slipway_core::render::render;
    use slipway_core::target::Target;

    use super::*;

    #[test]
    fn a_plain_value_that_looks_like_a_secret_is_named() {
        let variable = |name: &str, value: &str| {
            let (name, value) = (name.to_owned(), value.to_owned());
            EnvVar { name, value, ..EnvVar::default() }
        };
        let mut config = Config::default();
        config.instance.env = vec![
            variable("LANG", "C"),
            variable("DB_PASSWORD", "x"),
            variable("EMPTY_TOKEN", ""),
            variable("NPM_TOKEN", "y"),
        ];
        config.image.docker.daemon.env = vec![variable("PROXY_SECRET", "z")];
        let findings = render(&config, &Target::default()).findings;
        assert_eq!(looking_secret(&config, &findings), ["DB_PASSWORD", "NPM_TOKEN", "PROXY_SECRET"]);
    }
}
