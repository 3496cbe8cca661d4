use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::support::slipway;

/// A running `slipway serve`; ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_first_two_lines_say_where_it_listens_and_which_cluster_and_why() {
    let child = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env_remove("KUBECONFIG")
        .env_remove("KUBERNETES_SERVICE_HOST")
        .env("HOME", "/nonexistent")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut served = Served(child);
    let mut lines = BufReader::new(served.0.stdout.take().unwrap()).lines();
    let mut line = || lines.next().expect("a line").unwrap();
    let port = |url: &str| url.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok()).is_some();
    let first = line();
    assert!(first.strip_prefix("Slipway listens on http://127.0.0.1").is_some_and(port), "{first}");
    let second = line();
    let at = second
        .strip_prefix("Cluster: sandbox (no kubeconfig was found) at http://127.0.0.1")
        .and_then(|rest| rest.strip_suffix(", namespace slipway"));
    assert!(at.is_some_and(port), "{second}");

    let told = Command::new("kill").args(["-TERM", &served.0.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(served.0.wait().unwrap().success(), "it ends as asked");
}

#[test]
fn an_address_others_can_reach_is_refused_with_what_to_do() {
    let output = slipway(&["serve", "--listen", "0.0.0.0:0", "--cluster", "sandbox"]);
    assert_eq!((output.code, output.out.as_str()), (1, ""));
    assert!(output.err.contains("--behind-authenticating-proxy"), "{}", output.err);
    let host =
        slipway(&["serve", "--listen", "127.0.0.1:0", "--allowed-host", "https://ci.example.com:8443"]);
    assert_eq!((host.code, host.out.as_str()), (1, ""));
    assert!(
        host.err.starts_with("--allowed-host: ") && host.err.contains("write ci.example.com"),
        "{}",
        host.err
    );
    let sandbox = slipway(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--cluster",
        "sandbox",
        "--sandbox-address",
        "0.0.0.0:0",
    ]);
    assert_eq!(sandbox.code, 1);
    assert!(sandbox.err.starts_with("--sandbox-address: "), "{}", sandbox.err);
}
