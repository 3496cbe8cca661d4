use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failure, log};
use crate::assets::Embedded;
use crate::cluster::{Identity, Options, Wanted};
use crate::serve::{self, Running, Settings};
use slipway_core::api::ClusterKind;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Address of the console.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Host name the console may be asked for, beside localhost; may be given several times. A proxy on another port
    /// than 80 and 443 has to pass the Host header on.
    #[arg(long = "allowed-host", value_name = "NAME")]
    allowed_hosts: Vec<String>,
    /// A proxy that authenticates stands in front, and nothing else can reach the address: lets --listen name an
    /// address other machines can reach.
    #[arg(long)]
    behind_authenticating_proxy: bool,
    /// The cluster: auto takes the one the server runs in, else the kubeconfig's, else the sandbox.
    #[arg(long, value_enum, default_value_t = Wanted::Auto)]
    cluster: Wanted,
    /// Context of the kubeconfig. Default: its current one.
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    /// Namespace of images and instances. Default: the context's; slipway in the sandbox.
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,
    /// The kubeconfig file. Default: $KUBECONFIG, else ~/.kube/config.
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,
    /// Address of the sandbox's Kubernetes API, for `kubectl --server`. Default: a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    sandbox_address: SocketAddr,
    /// Play the sandbox's kubelet this many times faster than a real one.
    #[arg(long, value_name = "FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    sandbox_speed: u32,
    /// Most connections of browsers and proxies at a time. Three of four may be live pages and logs; each takes two of
    /// the process's descriptors (`ulimit -n`). Default: as many as there are descriptors for, at most 3000.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(4..))]
    connections: Option<u16>,
    /// Write the log as JSON, one object per line.
    #[arg(long)]
    log_json: bool,
}

pub(super) fn run(arguments: Arguments) -> Result<(), Failure> {
    log::start(arguments.log_json);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(serve_until_told(arguments));
    // A request that hangs on a cluster must not keep the process alive.
    runtime.shutdown_background();
    result
}

async fn serve_until_told(arguments: Arguments) -> Result<(), Failure> {
    let running = serve::start(settings(arguments)).await.map_err(Failure::new)?;
    announce(&running)?;
    told_to_end().await?;
    running.stop().await;
    Ok(())
}

fn announce(running: &Running) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "Slipway listens on {}", running.url())?;
    writeln!(out, "Cluster: {}", cluster_sentence(&running.identity))?;
    out.flush()
}

fn cluster_sentence(identity: &Identity) -> String {
    let Identity { name, kind, reason, server, namespace } = identity;
    let what = match kind {
        ClusterKind::Sandbox => "sandbox".to_owned(),
        ClusterKind::Kubeconfig => format!("context {name}"),
        ClusterKind::InCluster => "in-cluster".to_owned(),
    };
    format!("{what} ({reason}) at {server}, namespace {namespace}")
}

async fn told_to_end() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        ended = tokio::signal::ctrl_c() => ended,
    }
}

fn settings(arguments: Arguments) -> Settings {
    let Arguments {
        listen,
        allowed_hosts,
        behind_authenticating_proxy,
        cluster,
        context,
        namespace,
        kubeconfig,
        sandbox_address,
        sandbox_speed,
        connections,
        log_json: _,
    } = arguments;
    let pace = slipway_sandbox::Pace::times(sandbox_speed);
    Settings {
        listen,
        behind_authenticating_proxy,
        allowed_hosts,
        cluster: Options { wanted: cluster, context, namespace, kubeconfig, ..Options::default() },
        sandbox_address,
        sandbox: slipway_sandbox::Options { pace, ..slipway_sandbox::Options::default() },
        assets: Arc::new(Embedded),
        connections: connections.map(usize::from),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn connections_are_as_many_as_said() {
        for (words, expected) in [
            (&["serve"][..], Some(None)),
            (&["serve", "--connections", "4"], Some(Some(4))),
            (&["serve", "--connections", "3000"], Some(Some(3000))),
            (&["serve", "--connections", "3"], None),
            (&["serve", "--connections", "many"], None),
        ] {
            let read = Command::try_parse_from(words).ok();
            assert_eq!(read.map(|command| settings(command.arguments).connections), expected, "{words:?}");
        }
    }
}
