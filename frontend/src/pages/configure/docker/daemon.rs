//! The daemon beside the agent, in all modes that have one.

use leptos::prelude::*;
use slipway_core::config::{DaemonDataKind, ProbeKind, RunAs, StorageDriver};

use super::super::controls::{Options, is_below};
use super::super::{Folded, environment};
use crate::form::{Form, lens};
use crate::parts;
use crate::widgets::text::Look;

const VOLUMES: Options<DaemonDataKind> = &[
    (DaemonDataKind::EmptyDir, "On the node, gone with the pod"),
    (DaemonDataKind::EphemeralClaim, "A claim of its own, gone with the pod"),
    (DaemonDataKind::None, "No volume"),
];

const RUNS: Options<RunAs> =
    &[(RunAs::Auto, "Automatic"), (RunAs::Native, "Native sidecar"), (RunAs::Container, "Plain container")];

const DRIVERS: Options<StorageDriver> = &[
    (StorageDriver::Default, "Docker's default"),
    (StorageDriver::Overlay2, "overlay2"),
    (StorageDriver::Vfs, "vfs: any filesystem, slow"),
    (StorageDriver::FuseOverlayfs, "fuse-overlayfs"),
];

const PROBES: Options<ProbeKind> = &[
    (ProbeKind::DockerInfo, "docker info answers"),
    (ProbeKind::TcpSocket, "The port accepts connections"),
    (ProbeKind::Stat, "The socket file is there"),
    (ProbeKind::None, "No probe"),
];

/// Its settings.
pub(super) fn daemon(form: Form) -> AnyView {
    // What is folded is made when it is first unfolded, or when somebody is on the way to it.
    let made = RwSignal::new(false);
    form.places.add(move |goal| {
        if !made.get_untracked() && is_below(&goal.path, "image.docker.daemon") {
            form.places.wait(goal);
            made.set(true);
        }
        false
    });
    view! {
        {data(form)}
        <div class="pre-pull">{parts::fields(form, Folded::PrePull)}</div>
        <details class="more" on:toggle=move |_| made.set(true)>
            <summary>"More about the daemon"</summary>
            {move || made.get().then(|| parts::fields(form, Folded::Daemon))}
        </details>
    }
    .into_any()
}

/// The images that are there before the agent starts.
pub(super) fn pre_pull(form: Form) -> AnyView {
    view! {
        {form.list(
            lens!(image.docker.daemon.pre_pull.images),
            "Pre-pulled images",
            "Pulled after the daemon is up and before the agent starts.",
            "Image",
            Look::code("node:22"),
        )}
        {ignore_failures(form)}
    }
    .into_any()
}

/// What is folded of them.
pub(super) fn fields(form: Form) -> AnyView {
    view! {
        {container(form)}
        {network(form)}
        {probe(form)}
        {form.list(lens!(image.docker.daemon.extra_args), "Extra daemon arguments", "", "Argument", Look::code("--log-level=warn"))}
        {environment::list(form, lens!(image.docker.daemon.env), "Daemon environment", "")}
    }
    .into_any()
}

fn data(form: Form) -> AnyView {
    let kind = Memo::new(move |_| form.config.with(|config| config.image.docker.daemon.data.kind));
    let hint = move || match kind.get() {
        DaemonDataKind::EmptyDir => Some("A pod that exceeds it is evicted."),
        DaemonDataKind::EphemeralClaim => Some("What the claim asks for."),
        DaemonDataKind::None => None,
    };
    let size = move || {
        hint().map(|hint| {
            form.text(lens!(image.docker.daemon.data.size), "Daemon data size", hint, Look::code("no limit"))
        })
    };
    let class = move || {
        let shown = kind.get() == DaemonDataKind::EphemeralClaim;
        shown.then(|| {
            form.text(
                lens!(image.docker.daemon.data.storage_class),
                "Daemon data storage class",
                "",
                Look::code("the cluster's default"),
            )
        })
    };
    view! {
        <div class="field-pair">
            {form.select(lens!(image.docker.daemon.data.kind), "Daemon data", "", VOLUMES)}
            {size}
            {class}
        </div>
    }
    .into_any()
}

fn ignore_failures(form: Form) -> AnyView {
    let any =
        Memo::new(move |_| form.config.with(|config| !config.image.docker.daemon.pre_pull.images.is_empty()));
    let switch = move || {
        any.get().then(|| {
            form.flag(
                lens!(image.docker.daemon.pre_pull.ignore_failures),
                "Start the agent even when a pull fails",
                "",
            )
        })
    };
    switch.into_any()
}

fn container(form: Form) -> AnyView {
    view! {
        <div class="field-pair">
            {form.text(lens!(image.docker.daemon.image), "Daemon image", "", Look::code("pinned official image"))}
            {form.text(lens!(image.docker.daemon.container_name), "Daemon container name", "", Look::code("the CI system's usual"))}
            {form.select(
                lens!(image.docker.daemon.run_as),
                "Daemon runs as",
                "Automatic: a native sidecar from Kubernetes 1.29 on.",
                RUNS,
            )}
            {form.select(lens!(image.docker.daemon.storage_driver), "Storage driver", "", DRIVERS)}
        </div>
    }
    .into_any()
}

fn network(form: Form) -> AnyView {
    view! {
        {form.number(
            lens!(image.docker.daemon.mtu),
            "MTU",
            "Set it to the cluster network's when downloads hang, often 1450.",
            "1500",
        )}
        {form.list(
            lens!(image.docker.daemon.registry_mirrors),
            "Registry mirrors",
            "Of Docker Hub, without a path.",
            "Mirror",
            Look::code("https://mirror.example.com"),
        )}
        {form.list(
            lens!(image.docker.daemon.insecure_registries),
            "Insecure registries",
            "Over HTTP, or with a certificate nobody checks.",
            "Registry",
            Look::code("registry.example.com:5000"),
        )}
    }
    .into_any()
}

fn probe(form: Form) -> AnyView {
    let has = Memo::new(move |_| {
        form.config.with(|config| config.image.docker.daemon.startup_probe.kind != ProbeKind::None)
    });
    let times = move || {
        has.get().then(|| {
            view! {
                <div class="field-quad">
                    {form.number(lens!(image.docker.daemon.startup_probe.initial_delay_seconds), "First try after (s)", "", "0")}
                    {form.number(lens!(image.docker.daemon.startup_probe.period_seconds), "Try every (s)", "", "2")}
                    {form.number(lens!(image.docker.daemon.startup_probe.timeout_seconds), "One try takes (s)", "", "5")}
                    {form.number(lens!(image.docker.daemon.startup_probe.failure_threshold), "Give up after tries", "", "60")}
                </div>
            }
            .into_any()
        })
    };
    view! {
        {form.select(lens!(image.docker.daemon.startup_probe.kind), "Startup probe", "How Kubernetes knows that the daemon is up.", PROBES)}
        {times}
    }
    .into_any()
}
