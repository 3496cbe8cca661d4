use std::env;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;
use slipway_core::merge::strategic;

use super::Outcome;
use super::pair::Pair;

/// The cluster's kubectl: a program and, where it is a part of a larger one, its first arguments.
const KUBECTL: &str = "SLIPWAY_TEST_KUBECTL";

/// What kubectl makes of the pair, as the API server would decode it; nothing where it falls over itself or is too old
/// to know a field.
pub(super) fn patch(pair: &Pair) -> Option<Outcome> {
    let command =
        env::var(KUBECTL).ok().filter(|path| !path.is_empty()).unwrap_or_else(|| "kubectl".to_owned());
    let mut words = command.split_whitespace();
    let mut child = Command::new(words.next().unwrap_or_default())
        .args(words)
        .args(["patch", "--local", "--filename", "-", "--type", "strategic", "--output", "json", "--patch"])
        .arg(pair.patch.to_string())
        // Nothing of the machine's own settings.
        .env("KUBECONFIG", "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command}: {error}"));
    let mut input = child.stdin.take().expect("its input");
    input.write_all(pair.original.to_string().as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    if output.status.success() {
        let printed = serde_json::from_slice(&output.stdout).expect("JSON");
        // It prints what is not decoded yet; an empty patch decodes it.
        return Some(strategic(&printed, &json!({}), pair.root).map_err(|error| error.message));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim().trim_start_matches("error: ");
    let is_comparable = !said.starts_with("panic: ") && !said.contains("unable to find api field");
    is_comparable.then(|| Err(said.to_owned()))
}
