//! Section Docker access: the mode, and the settings the chosen mode uses. What other modes use is kept.

mod cards;
mod daemon;
mod drawing;
mod modes;

use leptos::prelude::*;
use slipway_core::config::{Bind, DaemonDataKind, DockerMode, Entrypoint};

use super::Folded;
use super::controls::Options;
use super::section::{Section, counted, section};
use crate::form::{Form, lens};
use crate::parts;
use crate::widgets::text::Look;

pub(super) use modes::facts;

const SECTION: Section =
    Section { id: "docker", title: "Docker access", holds: &["image.docker"], open: true };

const BINDS: Options<Bind> =
    &[(Bind::Loopback, "127.0.0.1: this pod only"), (Bind::All, "0.0.0.0: the whole cluster")];

const ENTRYPOINTS: Options<Entrypoint> =
    &[(Entrypoint::Keep, "Keep the image's"), (Entrypoint::Replace, "Replace it by dockerd")];

/// The daemon's folded fields.
pub(super) fn fields(form: Form) -> AnyView {
    daemon::fields(form)
}

/// The images the daemon pulls first.
pub(super) fn pre_pull(form: Form) -> AnyView {
    daemon::pre_pull(form)
}

/// The section.
pub(super) fn docker(form: Form) -> AnyView {
    let mode = Memo::new(move |_| form.config.with(|config| config.image.docker.mode));
    let has_daemon = Memo::new(move |_| mode.get().has_daemon());
    section(form, SECTION, summary(form), move || {
        view! {
            {cards::cards(form)}
            {move || has_fields(mode.get()).then(|| parts::fields(form, Folded::Mode(mode.get())))}
            {move || has_daemon.get().then(|| daemon::daemon(form))}
        }
        .into_any()
    })
}

fn has_fields(mode: DockerMode) -> bool {
    match mode {
        DockerMode::None | DockerMode::DindTls | DockerMode::DindRootless => false,
        DockerMode::DindTcp | DockerMode::DindPort | DockerMode::DindSocket | DockerMode::HostSocket => true,
    }
}

/// What only this mode has.
pub(super) fn of_mode(form: Form, mode: DockerMode) -> AnyView {
    match mode {
        DockerMode::None | DockerMode::DindTls | DockerMode::DindRootless => ().into_any(),
        DockerMode::DindTcp => bind(form),
        DockerMode::DindPort => view! {
            <div class="field-pair">
                {form.number(lens!(image.docker.port), "Daemon port", "", "8989")}
                {form.select(lens!(image.docker.entrypoint), "Entrypoint", "", ENTRYPOINTS)}
            </div>
            {bind(form)}
        }
        .into_any(),
        DockerMode::DindSocket => {
            let hint = "Holds docker.sock; shared by both containers.";
            form.text(lens!(image.docker.socket_directory), "Socket directory", hint, Look::code("/var/run"))
        }
        DockerMode::HostSocket => host_socket(form),
    }
}

fn bind(form: Form) -> AnyView {
    form.select(lens!(image.docker.bind), "The daemon listens on", "", BINDS)
}

fn host_socket(form: Form) -> AnyView {
    view! {
        <div class="field-pair">
            {form.text(lens!(image.docker.host_socket.path), "Socket on the node", "", Look::code("/var/run/docker.sock"))}
            {form.number(lens!(image.docker.host_socket.group), "Group id of the socket", "Added to the agent's groups.", "none")}
            {form.text(
                lens!(image.docker.host_socket.docker_binary),
                "Docker binary on the node",
                "Mounted when the agent's image has none.",
                Look::code("the image's own"),
            )}
            {form.text(
                lens!(image.docker.host_socket.data_directory),
                "Data directory",
                "At the same path on the node and in the agent, so that siblings can mount it.",
                Look::code("none"),
            )}
        </div>
        {form.list(
            lens!(image.docker.host_socket.libraries),
            "Libraries of the binary",
            "Files of the node, mounted at the same path.",
            "Library",
            Look::code("/usr/lib/x86_64-linux-gnu/libltdl.so.7"),
        )}
    }
    .into_any()
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let docker = &config.image.docker;
            let mut text = facts(docker.mode).title.to_owned();
            if docker.mode.has_daemon() {
                text += match docker.daemon.data.kind {
                    DaemonDataKind::None => ", no data volume",
                    DaemonDataKind::EmptyDir | DaemonDataKind::EphemeralClaim
                        if docker.daemon.data.size.is_empty() =>
                    {
                        ", data without limit"
                    }
                    DaemonDataKind::EmptyDir | DaemonDataKind::EphemeralClaim => ", data ",
                };
                if docker.daemon.data.kind != DaemonDataKind::None {
                    text += &docker.daemon.data.size;
                }
                let pulled = docker.daemon.pre_pull.images.len();
                if pulled > 0 {
                    text += ", ";
                    text += &counted(pulled, "pre-pulled image");
                }
            }
            text
        })
    })
    .into()
}
