//! Docker daemons in containers: what the entrypoint of the official image makes of arguments and environment.

use std::time::Duration;

use serde_json::Value;

use crate::object;

/// A daemon as it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Daemon {
    /// `unix://` and `tcp://` addresses.
    hosts: Vec<String>,
    /// Whether TCP asks for certificates.
    pub(crate) tls: bool,
    tls_refused: bool,
}

/// Whether a container runs a Docker daemon.
pub(crate) fn is_daemon(container: &Value) -> bool {
    let image = object::text(container, "/image");
    let words = words(container);
    let first = words.first().map(|word| word.rsplit('/').next().unwrap_or(word));
    let by_image =
        image.contains("dind") && matches!(first, None | Some("dockerd" | "dockerd-entrypoint.sh"));
    let flags = image.contains("dind") && first.is_some_and(|word| word.starts_with('-'));
    by_image
        || flags
        || matches!(first, Some("dockerd" | "dockerd-entrypoint.sh" | "dockerd-rootless.sh"))
        || words.iter().any(|word| word.contains("dockerd "))
}

/// Whether a path is where daemons keep images and containers; rootless ones do so in the home of their user.
pub(crate) fn is_data_directory(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    path == "/var/lib/docker" || path.ends_with("/.local/share/docker")
}

fn words(container: &Value) -> Vec<&str> {
    let mut words = object::texts(container, "/command");
    words.extend(object::texts(container, "/args"));
    words
}

/// The value of an environment variable that is set in the container; empty when set to nothing or by reference.
pub(crate) fn environment<'a>(container: &'a Value, name: &str) -> Option<&'a str> {
    let variable = object::items(container, "/env").iter().find(|it| object::text(it, "/name") == name)?;
    Some(object::text(variable, "/value"))
}

/// A port that a probe names by number or by the name of one of the container's ports.
pub(crate) fn port(container: &Value, named: &Value) -> Option<i64> {
    let by_name = |name: &str| {
        let ports = object::items(container, "/ports").iter();
        let found = ports.clone().find(|port| object::text(port, "/name") == name);
        found.and_then(|port| object::number(port, "/containerPort"))
    };
    named.as_i64().or_else(|| by_name(named.as_str()?))
}

impl Daemon {
    /// The daemon of a container. Without a program in the arguments, the entrypoint adds its own addresses.
    pub(crate) fn of(container: &Value) -> Self {
        let words = words(container);
        let mut hosts = given_hosts(&words);
        let certificates = environment(container, "DOCKER_TLS_CERTDIR") != Some("");
        let flag = |name: &str| words.iter().any(|word| word.contains(name));
        let plain_arguments = object::texts(container, "/command").is_empty()
            && words.first().is_none_or(|word| word.starts_with('-'));
        if plain_arguments {
            hosts.push("unix:///var/run/docker.sock".to_owned());
            hosts.push(format!("tcp://0.0.0.0:{}", if certificates { 2376 } else { 2375 }));
        } else if hosts.is_empty() {
            hosts.push("unix:///var/run/docker.sock".to_owned());
        }
        let tls = flag("--tlsverify") || (plain_arguments && certificates);
        Self { hosts, tls: tls && !flag("--tlsverify=false"), tls_refused: flag("--tls=false") }
    }

    /// Whether a Unix socket is one of its addresses.
    pub(crate) fn listens_on(&self, socket: &str) -> bool {
        let same = |path: &str| path.replace("/var/run/", "/run/") == socket.replace("/var/run/", "/run/");
        self.hosts.iter().filter_map(|host| host.strip_prefix("unix://")).any(same)
    }

    /// Whether the node can reach a port.
    pub(crate) fn reachable_at(&self, port: i64) -> bool {
        self.open_addresses().any(|address| address.rsplit(':').next() == Some(port.to_string().as_str()))
    }

    fn open_addresses(&self) -> impl Iterator<Item = &str> {
        let tcp = self.hosts.iter().filter_map(|host| host.strip_prefix("tcp://"));
        tcp.filter(|address| !["127.", "localhost", "[::1]"].iter().any(|start| address.starts_with(start)))
    }

    /// How long it takes until it answers: Docker waits 15 seconds before it opens TCP to the world without TLS,
    /// unless told that this is meant.
    pub(crate) fn boot_time(&self) -> Duration {
        let warned = !self.tls && !self.tls_refused && self.open_addresses().next().is_some();
        Duration::from_millis(if warned { 16_000 } else { 500 })
    }

    /// Its addresses, as its log names them.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts
            .iter()
            .map(|host| host.strip_prefix("unix://").or_else(|| host.strip_prefix("tcp://")).unwrap_or(host))
    }
}

fn given_hosts(words: &[&str]) -> Vec<String> {
    let separate =
        words.iter().zip(words.iter().skip(1)).filter(|(flag, _)| matches!(**flag, "-H" | "--host"));
    let mut hosts: Vec<String> = separate.map(|(_, host)| (*host).to_owned()).collect();
    // A shell script holds the flags in one word.
    let flat = words.iter().flat_map(|word| word.split_whitespace());
    hosts.extend(
        flat.filter_map(|word| word.strip_prefix("--host=").or_else(|| word.strip_prefix("-H=")))
            .map(str::to_owned),
    );
    hosts
}

/// What the client says when nothing answers at a socket.
pub(crate) fn unreachable_message(socket: &str) -> String {
    format!(
        "Client:\n Version:    28.2.2\n Context:    default\n Debug Mode: false\n\nServer:\nCannot connect to the \
         Docker daemon at unix://{socket}. Is the docker daemon running?\n"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Daemon, is_daemon};

    #[test]
    fn the_entrypoint_decides_where_the_daemon_listens() {
        let tls = Daemon::of(&json!({ "image": "docker:dind" }));
        assert!(tls.tls && tls.reachable_at(2376) && tls.listens_on("/run/docker.sock"));
        let plain = Daemon::of(&json!({ "image": "docker:dind", "env": [{ "name": "DOCKER_TLS_CERTDIR" }] }));
        assert!(!plain.tls && plain.reachable_at(2375) && plain.boot_time().as_secs() == 16);
        let loopback =
            Daemon::of(&json!({ "args": ["dockerd", "--host=tcp://127.0.0.1:2375", "--tls=false"] }));
        assert!(!loopback.reachable_at(2375) && !loopback.listens_on("/var/run/docker.sock"));
        assert_eq!(loopback.boot_time().as_millis(), 500);
    }

    #[test]
    fn daemons_are_known_by_image_or_command() {
        for container in [
            json!({ "image": "docker:28-dind" }),
            json!({ "image": "mine:1", "command": ["dockerd"] }),
            json!({ "image": "docker:dind", "args": ["--mtu=1400"] }),
        ] {
            assert!(is_daemon(&container), "{container}");
        }
        for container in [
            json!({ "image": "docker:cli" }),
            json!({ "image": "docker:dind", "command": ["docker", "pull", "a"] }),
        ] {
            assert!(!is_daemon(&container), "{container}");
        }
    }
}
