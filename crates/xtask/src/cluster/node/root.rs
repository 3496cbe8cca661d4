//! The node's own root: Debian packages below, the cluster's folder above, devices of its own, and nothing of the
//! machine's files.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::{DATA, OPT};
use crate::cluster::cli::Plan;
use crate::cluster::{keeper, network};
use crate::process;

/// Devices that are not those of the machine: their modes can be what tests need.
const DEVICES: [(&str, u32, u32); 9] = [
    ("null", 1, 3),
    ("zero", 1, 5),
    ("full", 1, 7),
    ("random", 1, 8),
    ("urandom", 1, 9),
    ("kmsg", 1, 11),
    ("tty", 5, 0),
    ("fuse", 10, 229),
    ("net/tun", 10, 200),
];

/// Kernel settings the kubelet insists on. They are the machine's, not the node's: it reads these files instead and
/// finds nothing to change.
const SETTINGS: [(&str, &str); 6] = [
    ("vm/overcommit_memory", "1"),
    ("vm/panic_on_oom", "0"),
    ("kernel/panic", "10"),
    ("kernel/panic_on_oops", "1"),
    ("kernel/keys/root_maxkeys", "1000000"),
    ("kernel/keys/root_maxbytes", "25000000"),
];

/// Mounts everything and makes it this process's root.
pub(super) fn enter(plan: &Plan) -> anyhow::Result<()> {
    let root = overlay(plan)?;
    system(&root)?;
    devices(&root.join("dev"))?;
    bind(&plan.place.join("data"), &root.join(DATA.trim_start_matches('/')))?;
    for (name, folder) in &plan.made {
        bind(folder, &root.join(OPT.trim_start_matches('/')).join(name))?;
    }
    names(&root, plan)?;
    docker_command(&root)?;
    for group in keeper::cgroup_roots(&network::node_name(&plan.name)) {
        fs::create_dir_all(&group).with_context(|| format!("cannot make {}", group.display()))?;
    }
    pivot(&root)?;
    settings()
}

fn overlay(plan: &Plan) -> anyhow::Result<PathBuf> {
    run(&["mount", "--make-rprivate", "/"])?;
    let [upper, work, root] = ["upper", "work", "root"].map(|name| plan.place.join(name));
    for folder in [&upper, &work, &root] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let [lower, upper, work] = [&plan.rootfs, &upper, &work].map(|path| path.display().to_string());
    let options = format!("lowerdir={lower},upperdir={upper},workdir={work}");
    run(&["mount", "-t", "overlay", "-o", &options, "overlay", &root.display().to_string()])?;
    Ok(root)
}

fn system(root: &Path) -> anyhow::Result<()> {
    let at = |name: &str| root.join(name).display().to_string();
    run(&["mount", "-t", "proc", "proc", &at("proc")])?;
    run(&["mount", "-t", "sysfs", "sysfs", &at("sys")])?;
    run(&["mount", "--rbind", "/sys/fs/cgroup", &at("sys/fs/cgroup")])?;
    run(&["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", &at("run")])
}

fn devices(dev: &Path) -> anyhow::Result<()> {
    let at = |name: &str| dev.join(name).display().to_string();
    run(&["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", &at("")])?;
    for folder in ["net", "pts", "shm", "mqueue"] {
        fs::create_dir(dev.join(folder)).with_context(|| format!("cannot make /dev/{folder}"))?;
    }
    for (name, major, minor) in DEVICES {
        run(&["mknod", "-m", "666", &at(name), "c", &major.to_string(), &minor.to_string()])?;
    }
    run(&["mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=620,gid=5", "devpts", &at("pts")])?;
    run(&["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", &at("shm")])?;
    run(&["mount", "-t", "mqueue", "mqueue", &at("mqueue")])?;
    let links = [
        ("pts/ptmx", "ptmx"),
        ("/proc/self/fd", "fd"),
        ("/proc/self/fd/0", "stdin"),
        ("/proc/self/fd/1", "stdout"),
        ("/proc/self/fd/2", "stderr"),
    ];
    links.iter().try_for_each(|(target, name)| symlink(target, dev.join(name)).context("cannot make a link"))
}

/// The registries have names, which containerd resolves here and pods by the cluster's DNS. Any other name is refused
/// at once, as on a machine that is offline.
fn names(root: &Path, plan: &Plan) -> anyhow::Result<()> {
    let address = network::node_address(plan.subnet);
    let node = network::node_name(&plan.name);
    let hosts = format!("127.0.0.1 localhost\n{address} {node} registry.slipway.test mirror.slipway.test\n");
    for (file, content) in [
        ("etc/hosts", hosts.as_str()),
        ("etc/resolv.conf", "nameserver 127.0.0.1\n"),
        ("etc/hostname", &node),
    ] {
        // What Debian has there may be a link to somewhere else.
        fs::remove_file(root.join(file)).ok();
        fs::write(root.join(file), content).with_context(|| format!("cannot write {file}"))?;
    }
    run(&["hostname", &node])
}

/// The `docker` command and a library of it, where agents that borrow the node's look for them.
fn docker_command(root: &Path) -> anyhow::Result<()> {
    let library = "/usr/lib/x86_64-linux-gnu/libdevmapper.so.1.02.1";
    let links = [
        (format!("{OPT}/docker/docker"), "usr/bin/docker"),
        (library.to_owned(), "usr/lib/libdevmapper.so.1.02"),
    ];
    links.iter().try_for_each(|(target, name)| symlink(target, root.join(name)).context("cannot make a link"))
}

fn pivot(root: &Path) -> anyhow::Result<()> {
    let before = root.join(".before");
    fs::create_dir_all(&before).context("cannot make the folder of the root before")?;
    run(&["pivot_root", &root.display().to_string(), &before.display().to_string()])?;
    std::env::set_current_dir("/").context("cannot go to the new root")?;
    run(&["umount", "--lazy", "/.before"])?;
    fs::remove_dir("/.before").context("cannot remove the folder of the root before")?;
    // Volumes that are mounted later must show in containers that run already.
    run(&["mount", "--make-rshared", "/"])
}

fn settings() -> anyhow::Result<()> {
    let folder = Path::new("/run/slipway/settings");
    fs::create_dir_all(folder).context("cannot make the folder of settings")?;
    for (name, value) in SETTINGS {
        let file = folder.join(name.replace('/', "."));
        fs::write(&file, format!("{value}\n")).context("cannot write a setting")?;
        let target = format!("/proc/sys/{name}");
        if Path::new(&target).exists() {
            run(&["mount", "--bind", &file.display().to_string(), &target])?;
        }
    }
    Ok(())
}

fn bind(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(from).with_context(|| format!("cannot make {}", from.display()))?;
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    run(&["mount", "--bind", &from.display().to_string(), &to.display().to_string()])
}

fn run(words: &[&str]) -> anyhow::Result<()> {
    let (program, arguments) = words.split_first().context("no command")?;
    process::output(Command::new(program).args(arguments)).map(drop)
}
