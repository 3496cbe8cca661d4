//! What dockerd's own arguments get wrong.

use crate::config::Daemon as Settings;
use crate::finding::Finding;
use crate::plan::Report;

/// What a URL has beside its host and port (moby `ValidateMirror` refuses these).
const NO_HOST: [char; 4] = ['/', '?', '#', '@'];

pub(super) fn check(settings: &Settings, report: &mut Report) {
    for (index, mirror) in settings.registry_mirrors.iter().enumerate() {
        let path = format!("image.docker.daemon.registryMirrors[{index}]");
        let rest = mirror.strip_prefix("https://").or_else(|| mirror.strip_prefix("http://"));
        match rest.map(|rest| rest.trim_end_matches('/')) {
            Some(host)
                if !host.is_empty() && !host.contains(NO_HOST) && !host.contains(char::is_whitespace) => {}
            Some(_) => report.error(
                "registry-mirror",
                path,
                "A mirror has a host and nothing around it: dockerd refuses a path, a query and a user.",
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
    let name = argument.split('=').next().unwrap_or_default();
    let mut error = |message: &str| report.error("daemon-argument", path, message);
    if !argument.starts_with('-') {
        error("An argument begins with - and carries its value behind =, e.g. --log-level=warn.");
    } else if name.trim_start_matches('-').is_empty() {
        error("This is no argument: write --name=value.");
    } else if name.contains(char::is_whitespace) {
        error("Each item is one argument: write --name=value, without a space.");
    } else if argument.starts_with("--tlsverify=false") {
        error(
            "--tlsverify=false turns TLS on, without checking clients (moby daemon.go). Plain TCP needs --tls=false, \
             which the plain modes set.",
        );
    } else if matches!(name, "--tls" | "--tlsverify") {
        error(
            "Whether the daemon uses TLS is for the Docker mode to decide: leave this out, or choose another mode.",
        );
    } else if name == "--data-root" || name == "-g" {
        error(
            "The daemon's volume is mounted where its data is by default: elsewhere the data would fill the node's disk.",
        );
    } else if argument.starts_with("-H") || argument.starts_with("--host") {
        let message =
            "The mode already says where the daemon listens; a second address on the same port stops it.";
        report.push(Finding::warning("daemon-argument", path, message));
    }
}
