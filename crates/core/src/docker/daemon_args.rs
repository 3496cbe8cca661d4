//! What dockerd's own arguments get wrong.

use crate::config::Daemon as Settings;
use crate::finding::Finding;
use crate::plan::Report;

pub(super) fn check(settings: &Settings, report: &mut Report) {
    for (index, mirror) in settings.registry_mirrors.iter().enumerate() {
        let path = format!("image.docker.daemon.registryMirrors[{index}]");
        let rest = mirror.strip_prefix("https://").or_else(|| mirror.strip_prefix("http://"));
        match rest.map(|rest| rest.trim_end_matches('/')) {
            Some(host) if !host.is_empty() && !host.contains('/') && !host.contains(char::is_whitespace) => {}
            Some(_) => report.error(
                "registry-mirror",
                path,
                "A mirror has a host and nothing behind it: dockerd refuses a path.",
            ),
            None => report.error(
                "registry-mirror",
                path,
                "Write the mirror's URL, e.g. https://mirror.example.com.",
            ),
        }
    }
    for (index, registry) in settings.insecure_registries.iter().enumerate() {
        if registry.contains("://") || registry.is_empty() || registry.contains(char::is_whitespace) {
            let path = format!("image.docker.daemon.insecureRegistries[{index}]");
            report.error(
                "insecure-registry",
                path,
                "Write host:port or a network such as 10.0.0.0/8, without http://.",
            );
        }
    }
    for (index, argument) in settings.extra_args.iter().enumerate() {
        extra(argument, &format!("image.docker.daemon.extraArgs[{index}]"), report);
    }
}

fn extra(argument: &str, path: &str, report: &mut Report) {
    if !argument.starts_with('-') {
        let message = "An argument begins with - and carries its value behind =, e.g. --log-level=warn.";
        report.error("daemon-argument", path, message);
    } else if argument.starts_with("--tlsverify=false") {
        let message = "--tlsverify=false turns TLS on, without checking clients (moby daemon.go). Plain TCP needs --tls=false, \
                       which the plain modes set.";
        report.error("daemon-argument", path, message);
    } else if argument.starts_with("-H") || argument.starts_with("--host") {
        let message =
            "The mode already says where the daemon listens; a second address on the same port stops it.";
        report.push(Finding::warning("daemon-argument", path, message));
    } else if argument.contains(char::is_whitespace) && !argument.contains('=') {
        report.error(
            "daemon-argument",
            path,
            "Each item is one argument: write --name=value, without a space.",
        );
    }
}
