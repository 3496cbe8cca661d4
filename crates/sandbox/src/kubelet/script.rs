//! What a container's command does, and what it writes.

use std::time::Duration;

use serde_json::Value;

use super::daemon::{self, Daemon};
use crate::{
    object,
    quantity::{self, Quantity},
};

/// Longer sleeps are how people keep a container running; nobody waits for their end.
const LONGEST_SLEEP: f64 = 60.0;

/// Command and arguments, as one text.
pub(crate) fn text(container: &Value) -> String {
    words(container).join(" ")
}

fn words(container: &Value) -> Vec<&str> {
    let mut words = object::texts(container, "/command");
    words.extend(object::texts(container, "/args"));
    words
}

/// The statements of a shell script, or the command as the only one.
fn statements(container: &Value) -> Vec<String> {
    let words = words(container);
    match words.as_slice() {
        [shell, flags, script, ..] if is_shell(shell) && flags.starts_with('-') && flags.ends_with('c') => {
            script.split([';', '\n']).flat_map(|it| it.split("&&")).map(|it| it.trim().to_owned()).collect()
        }
        other => vec![other.join(" ")],
    }
    .into_iter()
    .filter(|statement: &String| !statement.is_empty())
    .collect()
}

fn is_shell(word: &str) -> bool {
    matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash"))
}

/// After how long a command ends by itself, and with which exit code; `None` when it goes on.
pub(crate) fn ending(container: &Value) -> Option<(Duration, i64)> {
    let mut after = Duration::from_millis(200);
    let mut code = None;
    for statement in statements(container) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        code = match words.as_slice() {
            ["exit", code, ..] => return Some((after, code.parse().ok()?)),
            ["false"] => Some(1),
            ["true" | "echo" | "mkdir" | "chown" | "chmod" | "cp" | "ln" | "touch", ..] => Some(0),
            ["sleep", seconds, ..] => {
                let seconds: f64 =
                    seconds.trim_end_matches('s').parse().ok().filter(|it| *it <= LONGEST_SLEEP)?;
                after += Duration::from_secs_f64(seconds.max(0.0));
                Some(0)
            }
            _ => None,
        };
    }
    code.map(|code| (after, code))
}

/// The files that a script fills by `head -c 20m ... >/data/big`, and their sizes.
pub(crate) fn writes(container: &Value) -> Vec<(String, Quantity)> {
    let file = |statement: String| {
        let (command, path) = statement.split_once('>')?;
        let size = command.trim().strip_prefix("head -c ")?.split_whitespace().next()?;
        Some((path.trim().to_owned(), bytes(size)?))
    };
    statements(container).into_iter().filter_map(file).collect()
}

/// A number of bytes as `head` reads it: `m` are mebibytes.
fn bytes(size: &str) -> Option<Quantity> {
    let unit = match size.chars().last()? {
        'k' | 'K' => "Ki",
        'm' | 'M' => "Mi",
        'g' | 'G' => "Gi",
        _ => "",
    };
    let number = if unit.is_empty() { size } else { size.get(..size.len() - 1)? };
    quantity::parse(&format!("{number}{unit}"))
}

/// Whether a script ends when it is asked to.
pub(crate) fn traps_signals(container: &Value) -> bool {
    let text = text(container);
    text.contains("trap ") && text.contains("TERM")
}

/// The lines a container writes, each with the time after its start.
pub(crate) fn lines(pod: &Value, container: &Value) -> Vec<(Duration, String)> {
    let echoed: Vec<String> = statements(container)
        .iter()
        .filter_map(|statement| statement.strip_prefix("echo "))
        .map(|words| words.trim_matches(['"', '\'']).to_owned())
        .collect();
    if !echoed.is_empty() {
        return at_once(echoed);
    }
    let writer = WRITERS.iter().find(|(is, _)| is(container)).map(|(_, writer)| writer);
    writer.map_or_else(
        || at_once(vec![format!("{} started", object::text(container, "/name"))]),
        |it| it(pod, container),
    )
}

fn at_once(lines: Vec<String>) -> Vec<(Duration, String)> {
    lines.into_iter().map(|line| (Duration::ZERO, line)).collect()
}

type Is = fn(&Value) -> bool;
type Writer = fn(&Value, &Value) -> Vec<(Duration, String)>;

/// What writes what, by what it is.
const WRITERS: &[(Is, Writer)] = &[
    (daemon::is_daemon, daemon_lines),
    (|it| runs(it, "bamboo"), bamboo_lines),
    (|it| runs(it, "jenkins") || runs(it, "inbound-agent"), jenkins_lines),
];

fn runs(container: &Value, word: &str) -> bool {
    object::text(container, "/image").contains(word) || object::text(container, "/name").contains(word)
}

fn daemon_lines(_pod: &Value, container: &Value) -> Vec<(Duration, String)> {
    let daemon = Daemon::of(container);
    let boot = daemon.boot_time();
    let mut lines = vec![(Duration::ZERO, "level=info msg=\"Starting up\"".to_owned())];
    if boot > Duration::from_secs(1) {
        let warning = "level=warning msg=\"Binding to an IP address without --tlsverify is insecure and gives root access on this machine to everyone who has access to your network.\"";
        lines.push((Duration::ZERO, warning.to_owned()));
    }
    for text in [
        "containerd successfully booted in 0.021s",
        "Loading containers: start.",
        "Loading containers: done.",
        "Daemon has completed initialization",
    ] {
        lines.push((boot / 2, format!("level=info msg=\"{text}\"")));
    }
    lines.extend(daemon.hosts().map(|host| (boot, format!("level=info msg=\"API listen on {host}\""))));
    lines
}

fn bamboo_lines(pod: &Value, _container: &Value) -> Vec<(Duration, String)> {
    let second = Duration::from_millis(400);
    vec![
        (Duration::ZERO, "Starting Bamboo remote agent".to_owned()),
        (second / 2, "INFO  [main] [AgentBootstrap] Registering agent with the server".to_owned()),
        (second, format!("Bamboo agent '{}' ready to receive builds.", object::name(pod))),
    ]
}

fn jenkins_lines(pod: &Value, _container: &Value) -> Vec<(Duration, String)> {
    let second = Duration::from_millis(400);
    vec![
        (Duration::ZERO, format!("INFO: Setting up agent: {}", object::name(pod))),
        (second / 2, "INFO: Locating server among the configured URLs".to_owned()),
        (second / 2, "INFO: Handshaking".to_owned()),
        (second, "INFO: Connected".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::quantity;

    #[test]
    fn files_are_as_large_as_the_script_says() {
        let script = "trap exit TERM; head -c 20m /dev/zero >/data/big; head -c 9 /dev/urandom > /a; head -c /b; sleep 600";
        let written = super::writes(&json!({ "command": ["sh", "-c", script] }));
        let expected = [("/data/big", "20Mi"), ("/a", "9")]
            .map(|(path, size)| (path.to_owned(), quantity::parse(size).unwrap()));
        assert_eq!(written, expected);
    }

    #[test]
    fn commands_end_as_they_say() {
        let cases = [
            (json!({ "command": ["false"] }), Some(1)),
            (json!({ "command": ["true"] }), Some(0)),
            (json!({ "command": ["sh", "-c", "echo starting; exit 3"] }), Some(3)),
            (json!({ "command": ["sh", "-c"], "args": ["echo a && echo b"] }), Some(0)),
            (json!({ "command": ["sleep", "600"] }), None),
            (json!({ "command": ["sleep", "1"] }), Some(0)),
            (json!({ "args": ["https://bamboo.example.com"] }), None),
            (json!({}), None),
        ];
        for (container, expected) in cases {
            assert_eq!(super::ending(&container).map(|(_, code)| code), expected, "{container}");
        }
    }
}
