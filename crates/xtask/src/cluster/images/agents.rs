//! Stand-ins for the agents' images: busybox, the `docker` command, and for each CI system a program that insists on
//! the contract of the real one.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::archive::{Blob, Image, discard, write};
use super::layer::{Layer, Owner, ROOT};
use super::names;
use crate::cluster::build::Making;
use crate::process;
use crate::progress::Step;

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// The user of Bamboo's and Jenkins' agents.
const AGENT: Owner = Owner(1000, 1000);

/// What makes one agent's image different from the others.
struct Agent {
    names: &'static [&'static str],
    /// Whether it has the `docker` command.
    docker: bool,
    /// Its files: where they are below `images/agents/`, and where they go.
    files: &'static [(&'static str, &'static str)],
    /// Folders it brings, owned by its user.
    homes: &'static [&'static str],
    owner: Owner,
    /// Its line in /etc/passwd besides root's.
    user: &'static str,
    config: fn() -> Value,
}

const AGENTS: [Agent; 5] = [
    Agent { docker: false, names: &names::BAMBOO, ..BAMBOO },
    BAMBOO,
    Agent {
        names: &names::JENKINS,
        docker: true,
        files: &[("jenkins/jenkins-agent", "usr/local/bin/jenkins-agent")],
        homes: &["home/jenkins", "home/jenkins/agent", "home/jenkins/.jenkins"],
        owner: AGENT,
        user: "jenkins:x:1000:1000::/home/jenkins:/bin/sh",
        config: || {
            json!({
                "Entrypoint": ["/usr/local/bin/jenkins-agent"],
                "Env": [PATH, "AGENT_WORKDIR=/home/jenkins/agent"],
                "User": "jenkins",
                "Volumes": {"/home/jenkins/.jenkins": {}, "/home/jenkins/agent": {}},
                "WorkingDir": "/home/jenkins",
            })
        },
    },
    Agent {
        names: &names::GTM,
        docker: true,
        files: &[("gtm/yarn", "usr/local/bin/yarn"), ("gtm/package.json", "home/node/app/package.json")],
        homes: &["home/node", "home/node/app"],
        owner: ROOT,
        user: "node:x:1000:1000::/home/node:/bin/sh",
        config: || json!({"Cmd": ["yarn", "run", "agent"], "Env": [PATH], "WorkingDir": "/home/node/app"}),
    },
    Agent {
        names: &names::CLI,
        docker: true,
        files: &[("cli/docker-entrypoint.sh", "usr/local/bin/docker-entrypoint.sh")],
        homes: &[],
        owner: ROOT,
        user: "",
        config: || {
            json!({
                "Entrypoint": ["docker-entrypoint.sh"],
                "Cmd": ["sh"],
                "Env": [PATH, "DOCKER_TLS_CERTDIR=/certs"],
            })
        },
    },
];

const BAMBOO: Agent = Agent {
    names: &names::BAMBOO_DIND,
    docker: true,
    files: &[("bamboo/run-agent.sh", "home/bamboo/run-agent.sh")],
    homes: &["home/bamboo", "home/bamboo/bamboo-agent-home"],
    owner: AGENT,
    user: "bamboo:x:1000:1000::/home/bamboo:/bin/sh",
    config: || {
        json!({
            "Entrypoint": ["./run-agent.sh"],
            "Env": [PATH],
            "User": "1000:1000",
            "WorkingDir": "/home/bamboo",
        })
    },
};

/// One archive of all of them, and of the image that is run on the daemons.
pub(in crate::cluster) fn make(making: &Making<'_>, _step: &Step, folder: &Path) -> anyhow::Result<()> {
    let busybox = making.input("node-root", "root/bin/busybox")?;
    let base = base(folder, &busybox)?;
    let nested =
        Image { names: &names::NESTED, layers: vec![&base], config: json!({"Cmd": ["sh"], "Env": [PATH]}) };
    let tar = folder.join("busybox.tar");
    write(&tar, &[nested])?;
    let tools = tools(making, folder, &tar)?;
    let docker = docker(making, folder)?;
    let tops = AGENTS
        .iter()
        .enumerate()
        .map(|(index, agent)| top(making, folder, index, agent))
        .collect::<anyhow::Result<Vec<Blob>>>()?;
    let mut images: Vec<Image<'_>> = AGENTS
        .iter()
        .zip(&tops)
        .map(|(agent, top)| {
            let lower = if agent.docker { vec![&base, &tools, &docker] } else { vec![&base, &tools] };
            Image { names: agent.names, layers: [lower, vec![top]].concat(), config: (agent.config)() }
        })
        .collect();
    images.push(Image {
        names: &names::NESTED,
        layers: vec![&base],
        config: json!({"Cmd": ["sh"], "Env": [PATH]}),
    });
    write(&folder.join("image.tar"), &images)?;
    discard(&[vec![base, tools, docker], tops].concat());
    Ok(fs::remove_file(tar)?)
}

/// Busybox under all its names.
fn base(folder: &Path, busybox: &Path) -> anyhow::Result<Blob> {
    let path = folder.join("base.layer");
    let mut layer = Layer::create(&path)?;
    for name in ["bin", "etc", "home", "root", "run", "usr", "usr/local", "usr/local/bin", "usr/lib", "var"] {
        layer.folder(name, 0o755, ROOT)?;
    }
    layer.folder("tmp", 0o1777, ROOT)?;
    layer.folder("var/tmp", 0o1777, ROOT)?;
    layer.file("bin/busybox", 0o755, busybox)?;
    let applets = process::output(std::process::Command::new(busybox).arg("--list"))?;
    for applet in applets.lines().filter(|applet| *applet != "busybox") {
        layer.link(&format!("bin/{applet}"), "busybox")?;
    }
    for (name, target) in
        [("sbin", "bin"), ("usr/bin", "../bin"), ("usr/sbin", "../bin"), ("var/run", "../run")]
    {
        layer.link(name, target)?;
    }
    layer.text("etc/passwd", 0o644, ROOT, b"root:x:0:0:root:/root:/bin/sh\n")?;
    layer.text("etc/group", 0o644, ROOT, b"root:x:0:\n")?;
    layer.finish()?;
    Blob::of(path)
}

/// What agents share: the checks, an image to load without a registry, and something to build.
fn tools(making: &Making<'_>, folder: &Path, nested: &Path) -> anyhow::Result<Blob> {
    let path = folder.join("tools.layer");
    let mut layer = Layer::create(&path)?;
    layer.folder("opt", 0o755, ROOT)?;
    layer.folder("opt/build", 0o755, ROOT)?;
    layer.file("opt/contract.sh", 0o644, &making.context.source("images/agents/contract.sh"))?;
    layer.file("opt/build/Dockerfile", 0o644, &making.context.source("images/agents/Dockerfile"))?;
    layer.file("opt/busybox.tar", 0o644, nested)?;
    layer.finish()?;
    Blob::of(path)
}

fn docker(making: &Making<'_>, folder: &Path) -> anyhow::Result<Blob> {
    let path = folder.join("docker.layer");
    let mut layer = Layer::create(&path)?;
    layer.file("usr/local/bin/docker", 0o755, &making.input("docker", "docker")?)?;
    layer.finish()?;
    Blob::of(path)
}

fn top(making: &Making<'_>, folder: &Path, index: usize, agent: &Agent) -> anyhow::Result<Blob> {
    let path = folder.join(format!("{index}.layer"));
    let mut layer = Layer::create(&path)?;
    let Owner(user, group) = agent.owner;
    let passwd = format!("root:x:0:0:root:/root:/bin/sh\n{}\n", agent.user);
    layer.text("etc/passwd", 0o644, ROOT, passwd.trim_end().as_bytes())?;
    let name = agent.user.split(':').next().unwrap_or_default();
    layer.text(
        "etc/group",
        0o644,
        ROOT,
        format!("root:x:0:\n{name}:x:{group}:\ndocker:x:2375:\n").as_bytes(),
    )?;
    for home in agent.homes {
        layer.folder(home, 0o755, Owner(user, group))?;
    }
    for (from, to) in agent.files {
        layer.file(to, 0o755, &making.context.source("images/agents").join(from))?;
    }
    layer.finish()?;
    Blob::of(path)
}
