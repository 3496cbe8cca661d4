//! The settings of the chosen CI system. The others' are kept.

use leptos::prelude::*;
use slipway_core::config::ProfileKind;

use crate::form::{Form, Lens, lens};
use crate::pages::configure::Folded;
use crate::parts;
use crate::widgets::text::Look;

/// The fields of the chosen profile.
pub(super) fn settings(form: Form) -> AnyView {
    let kind = Memo::new(move |_| form.config.with(|config| config.instance.profile.kind));
    (move || match kind.get() {
        ProfileKind::Bamboo => bamboo(form),
        other @ (ProfileKind::Jenkins | ProfileKind::Gtm | ProfileKind::Generic) => {
            parts::fields(form, Folded::Profile(other))
        }
    })
    .into_any()
}

/// The fields of a profile.
pub(crate) fn fields(form: Form, kind: ProfileKind) -> AnyView {
    match kind {
        ProfileKind::Bamboo => bamboo(form),
        ProfileKind::Jenkins => jenkins(form),
        ProfileKind::Gtm => gtm(form),
        ProfileKind::Generic => generic(form),
    }
}

fn bamboo(form: Form) -> AnyView {
    view! {
        {form.text(lens!(instance.profile.bamboo.server_url), "Bamboo server URL", "Without /agentServer.", Look::code("https://bamboo.example.com"))}
        {secret(
            form,
            "Security token",
            lens!(instance.profile.bamboo.security_token.name),
            lens!(instance.profile.bamboo.security_token.key),
            "Empty name: no token is passed.",
        )}
        {form.text(lens!(instance.profile.bamboo.vm_options), "JVM options", "", Look::code("-Xmx512m"))}
    }
    .into_any()
}

fn jenkins(form: Form) -> AnyView {
    view! {
        {form.text(lens!(instance.profile.jenkins.url), "Jenkins URL", "", Look::code("https://jenkins.example.com"))}
        {form.text(lens!(instance.profile.jenkins.agent_name), "Node name in Jenkins", "", Look::code("the instance's name"))}
        {secret(
            form,
            "Agent secret",
            lens!(instance.profile.jenkins.secret.name),
            lens!(instance.profile.jenkins.secret.key),
            "",
        )}
        {form.flag(lens!(instance.profile.jenkins.web_socket), "Connect by WebSocket", "Through the controller's HTTP port.")}
        {form.text(lens!(instance.profile.jenkins.tunnel), "Tunnel", "When the inbound port is not the controller's.", Look::code("host:port"))}
    }
    .into_any()
}

fn gtm(form: Form) -> AnyView {
    view! {
        <div class="field-pair">
            {form.text(lens!(instance.profile.gtm.aws_region), "AWS region", "", Look::code("us-east-1"))}
            {form.text(lens!(instance.profile.gtm.agent_group), "Agent group", "", Look::code("none"))}
            {form.text(lens!(instance.profile.gtm.pending_queue), "Queue of pending tasks", "", Look::code("gtm-pending"))}
            {form.text(lens!(instance.profile.gtm.results_queue), "Queue of results", "", Look::code("gtm-results"))}
            {form.text(lens!(instance.profile.gtm.results_topic), "Topic of results", "", Look::code("gtm-results"))}
            {form.number(lens!(instance.profile.gtm.port), "Agent port", "", "9091")}
        </div>
        {form.text(lens!(instance.profile.gtm.image_whitelist), "Images tasks may run", "Comma-separated. Empty: none.", Look::code("alpine:*, node:*"))}
        {secret(
            form,
            "GitHub webhook secret",
            lens!(instance.profile.gtm.webhook_secret.name),
            lens!(instance.profile.gtm.webhook_secret.key),
            "",
        )}
        {form.flag(lens!(instance.profile.gtm.iam), "Use the node's IAM role", "Instead of AWS keys.")}
        {aws_keys(form)}
    }
    .into_any()
}

fn aws_keys(form: Form) -> AnyView {
    let iam = Memo::new(move |_| form.config.with(|config| config.instance.profile.gtm.iam));
    let keys = move || {
        view! {
            {secret(
                form,
                "AWS access key id",
                lens!(instance.profile.gtm.aws_access_key_id.name),
                lens!(instance.profile.gtm.aws_access_key_id.key),
                "",
            )}
            {secret(
                form,
                "AWS secret access key",
                lens!(instance.profile.gtm.aws_secret_access_key.name),
                lens!(instance.profile.gtm.aws_secret_access_key.key),
                "",
            )}
        }
        .into_any()
    };
    (move || (!iam.get()).then(keys)).into_any()
}

fn generic(form: Form) -> AnyView {
    view! {
        <div class="field-pair">
            {form.text(lens!(instance.profile.generic.container_name), "Container name", "", Look::code("agent"))}
            {form.text(lens!(instance.profile.generic.home), "Home directory", "Where the instance's volume is mounted.", Look::code("/home/agent"))}
            {form.text(lens!(instance.profile.generic.working_dir), "Working directory", "", Look::code("the image's own"))}
        </div>
        <div class="field-pair">
            {form.number(lens!(instance.profile.generic.uid), "User id", "", "the image's own")}
            {form.number(lens!(instance.profile.generic.gid), "Group id", "", "the image's own")}
        </div>
        {form.list(lens!(instance.profile.generic.command), "Command", "Replaces the image's entrypoint.", "Word", Look::code(""))}
        {form.list(lens!(instance.profile.generic.args), "Arguments", "", "Argument", Look::code(""))}
    }
    .into_any()
}

/// A reference to a key of a Secret: never the value.
fn secret(form: Form, what: &'static str, name: Lens<String>, key: Lens<String>, hint: &str) -> AnyView {
    let label_name = [what, ": Secret"].concat();
    let label_key = [what, ": key"].concat();
    view! {
        <div class="field-pair">
            {form.text(name, &label_name, hint, Look::code("name of a Secret"))}
            {form.text(key, &label_key, "", Look::code("key in it"))}
        </div>
    }
    .into_any()
}
