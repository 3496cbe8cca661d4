//! Starts components when what they need is there, starts them again when they end, and stops them when told to.

use std::fs::{self, File, OpenOptions};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::component::{Component, Need};
use super::{DATA, OPT};
use crate::process;

const TICK: Duration = Duration::from_millis(100);
/// Between two starts of a component that ends by itself.
const PAUSE: Duration = Duration::from_secs(1);

/// A component and its process.
struct Running<'a> {
    component: &'a Component,
    process: Option<Child>,
    started: Option<Instant>,
}

/// Where a file named after a component stops it, as long as the file is there.
pub(super) fn stopped() -> PathBuf {
    Path::new(DATA).join("stopped")
}

/// Never returns but for an error: the node ends by being killed.
pub(super) fn forever(components: &[Component]) -> anyhow::Result<std::process::ExitCode> {
    for folder in ["log", "state", "stopped"] {
        fs::create_dir_all(Path::new(DATA).join(folder)).context("cannot make the node's folders")?;
    }
    for component in components.iter().filter(|component| !component.automatic) {
        File::create(stopped().join(component.name)).context("cannot mark a component as stopped")?;
    }
    let mut all: Vec<Running<'_>> =
        components.iter().map(|component| Running { component, process: None, started: None }).collect();
    let mut api = Ready::default();
    loop {
        for running in &mut all {
            running.attend(&mut api)?;
        }
        sleep(TICK);
    }
}

impl Running<'_> {
    /// Brings the process in line with what is wanted.
    fn attend(&mut self, api: &mut Ready) -> anyhow::Result<()> {
        if self.process.as_mut().is_some_and(|process| !matches!(process.try_wait(), Ok(None))) {
            self.process = None;
            self.note("ended")?;
        }
        let wanted = !stopped().join(self.component.name).exists();
        match (wanted, self.process.take()) {
            (false, Some(process)) => self.stop(process),
            (true, None) if self.is_due() && self.component.needs.iter().all(|need| api.met(need)) => {
                self.start()
            }
            (_, process) => {
                self.process = process;
                Ok(())
            }
        }
    }

    fn is_due(&self) -> bool {
        self.started.is_none_or(|started| started.elapsed() > PAUSE)
    }

    fn start(&mut self) -> anyhow::Result<()> {
        let Component { name, program, arguments, .. } = self.component;
        let path = Path::new(DATA).join("log").join(format!("{name}.log"));
        let log = OpenOptions::new().create(true).append(true).open(&path).context("cannot open a log")?;
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env("HOME", "/root").env("PATH", search_path());
        command.stdin(Stdio::null()).stdout(log.try_clone().context("cannot share a log")?).stderr(log);
        self.process = Some(command.spawn().with_context(|| format!("cannot run {program}"))?);
        self.started = Some(Instant::now());
        self.note("running")
    }

    /// Killed: what a component would do on its way out is not what tests of its absence are about.
    fn stop(&mut self, mut process: Child) -> anyhow::Result<()> {
        process.kill().ok();
        process.wait().with_context(|| format!("cannot stop {}", self.component.name))?;
        self.started = None;
        self.note("stopped")
    }

    fn note(&self, word: &str) -> anyhow::Result<()> {
        fs::write(Path::new(DATA).join("state").join(self.component.name), word)
            .context("cannot note a state")
    }
}

/// Programs of the cache before those of Debian.
pub(crate) fn search_path() -> String {
    let ours = ["containerd", "runc", "dockerd", "docker"].map(|name| format!("{OPT}/{name}"));
    format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", ours.join(":"))
}

/// Whether the API server is ready; asked only until it is, because asking starts a program.
#[derive(Default)]
struct Ready(bool);

impl Ready {
    fn met(&mut self, need: &Need) -> bool {
        match need {
            Need::Port(address) => is_open(address),
            Need::Socket(path) => UnixStream::connect(path).is_ok(),
            Need::Api(kubernetes) => {
                self.0 = self.0 || api_is_ready(kubernetes);
                self.0
            }
        }
    }
}

fn api_is_ready(kubernetes: &str) -> bool {
    let kubeconfig = format!("--kubeconfig={DATA}/kubeconfig/admin");
    let port = format!("127.0.0.1:{}", crate::cluster::network::API_PORT);
    let mut ask = Command::new(kubernetes);
    ask.args(["kubectl", &kubeconfig, "get", "--raw", "/readyz"]).env("HOME", "/root");
    is_open(&port) && process::output(&mut ask).is_ok()
}

fn is_open(address: &str) -> bool {
    address.parse::<SocketAddr>().is_ok_and(|address| TcpStream::connect(address).is_ok())
}

/// Waits for a condition that is certain to come true, or for the end of the node.
pub(super) fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        sleep(TICK);
    }
}
