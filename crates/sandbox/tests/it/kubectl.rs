//! `kubectl`, as it is. Without one on this machine these tests say so and pass.

use std::{
    io::{self, Write},
    process::Stdio,
};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::Command,
};

use crate::support::{BOUND, Cluster, PODS, pod};

/// A kubectl that talks to one sandbox.
struct Kubectl {
    url: String,
    home: std::path::PathBuf,
}

impl Kubectl {
    /// `None` where there is no kubectl.
    async fn find(cluster: &Cluster) -> Option<Self> {
        if Command::new("kubectl").args(["version", "--client"]).output().await.is_err() {
            let _ = writeln!(io::stderr(), "skipped: this machine has no kubectl");
            return None;
        }
        let url = cluster.sandbox.url();
        let home = std::env::temp_dir().join(format!("sandbox-kubectl-{}", url.rsplit(':').next().unwrap()));
        Some(Self { url, home })
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new("kubectl");
        command
            .args(["--server", &self.url])
            .args(line.split(' '))
            .env("HOME", &self.home)
            .env("KUBECONFIG", self.home.join("none"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs a command line with an input and returns whether it worked and what it said.
    async fn run(&self, line: &str, input: &str) -> (bool, String) {
        let mut child = self.command(line).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        let output = child.wait_with_output().await.unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), said)
    }
}

impl Drop for Kubectl {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

const MANIFEST: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"team":"red"}},"spec":{"containers":[{"name":"agent","image":"busybox:local","command":["sleep","600"]}]}}"#;

/// Command line, input, whether it works, and what it says.
const LINES: &[(&str, &str, bool, &str)] = &[
    ("version", "", true, "Server Version: v1.36.0"),
    ("apply -f -", MANIFEST, true, "pod/a created"),
    ("apply -f -", MANIFEST, true, "pod/a unchanged"),
    ("wait --for=condition=Ready pod/a --timeout=30s", "", true, "pod/a condition met"),
    ("get pods", "", true, "1/1     Running"),
    ("get pods -o wide", "", true, "sandbox"),
    ("get pod a -o jsonpath={.status.phase}", "", true, "Running"),
    ("describe pod a", "", true, "Successfully assigned default/a to sandbox"),
    ("logs a", "", true, "agent started"),
    ("label pod a team=blue --overwrite", "", true, "pod/a labeled"),
    ("get pods -l team=blue", "", true, "a      1/1"),
    ("annotate pod a note=hello", "", true, "pod/a annotated"),
    ("patch pod a -p {\"metadata\":{\"labels\":{\"x\":\"y\"}}}", "", true, "pod/a patched"),
    ("apply --server-side -f -", MANIFEST, false, "conflict with \"kubectl-label\""),
    ("apply --server-side --force-conflicts -f -", MANIFEST, true, "pod/a serverside-applied"),
    ("events", "", true, "Container started"),
    ("get events", "", true, "Container started"),
    ("get nodes", "", true, "sandbox   Ready"),
    ("describe node sandbox", "", true, "KubeletReady"),
    ("api-resources", "", true, "persistentvolumeclaims"),
    ("api-versions", "", true, "storage.k8s.io/v1"),
    ("create namespace ci", "", true, "namespace/ci created"),
    ("create secret generic s --from-literal=a=b -n ci", "", true, "secret/s created"),
    ("create configmap c --from-literal=a=b -n ci", "", true, "configmap/c created"),
    ("get secret s -n ci -o jsonpath={.data.a}", "", true, "Yg=="),
    ("create quota q --hard=pods=2 -n ci", "", true, "resourcequota/q created"),
    ("delete namespace ci", "", true, "namespace \"ci\" deleted"),
    ("auth can-i create pods", "", true, "yes"),
    ("auth whoami", "", true, "sandbox"),
    (
        "create -f -",
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"},"spec":{"containers":[{"name":"agent","image":"x","imagee":"y"}]}}"#,
        false,
        "unknown field \"spec.containers[0].imagee\"",
    ),
    (
        "create -f - --validate=false",
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"},"spec":{"containers":[{"name":"agent","image":"x","imagee":"y"}]}}"#,
        true,
        "pod/b created",
    ),
    ("exec a -- ls", "", false, "not supported by the sandbox"),
    ("delete pod a --now", "", true, "pod \"a\" deleted"),
    ("get pod a", "", false, "Error from server (NotFound): pods \"a\" not found"),
    ("delete pods --all --force", "", true, "force deleted"),
];

#[tokio::test]
async fn kubectl_works() {
    let cluster = Cluster::start().await;
    let Some(kubectl) = Kubectl::find(&cluster).await else { return };
    for (line, input, works, expected) in LINES {
        let (worked, said) = kubectl.run(line, input).await;
        assert_eq!(worked, *works, "kubectl {line}: {said}");
        assert!(said.contains(expected), "kubectl {line}: {said}");
    }
}

#[tokio::test]
async fn kubectl_works_with_custom_resources() {
    let cluster = Cluster::start().await;
    let Some(kubectl) = Kubectl::find(&cluster).await else { return };
    let definition = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": { "name": "widgets.example.com" },
        "spec": {
            "group": "example.com", "scope": "Namespaced",
            "names": { "plural": "widgets", "kind": "Widget", "shortNames": ["wd"], "categories": ["all"] },
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "additionalPrinterColumns": [{ "name": "Size", "type": "string", "jsonPath": ".spec.size" }],
                "schema": { "openAPIV3Schema": { "type": "object", "properties": {
                    "spec": { "type": "object", "properties": { "size": { "type": "string", "description": "How large." } } },
                } } },
            }],
        },
    });
    let widget = |spec: serde_json::Value| {
        json!({ "apiVersion": "example.com/v1", "kind": "Widget", "metadata": { "name": "a" }, "spec": spec })
            .to_string()
    };
    let lines = [
        ("apply -f -", definition.to_string(), true, "widgets.example.com created"),
        ("wait --for=condition=Established crd/widgets.example.com", String::new(), true, "condition met"),
        ("apply -f -", widget(json!({ "size": "small" })), true, "widget.example.com/a created"),
        ("apply -f -", widget(json!({ "size": "large" })), true, "widget.example.com/a configured"),
        ("apply -f -", widget(json!({ "sise": "large" })), false, "unknown field \"spec.sise\""),
        ("get wd", String::new(), true, "a      large"),
        ("get all", String::new(), true, "widget.example.com/a"),
        ("explain widget.spec.size", String::new(), true, "How large."),
        ("delete crd widgets.example.com", String::new(), true, "deleted"),
    ];
    for (line, input, works, expected) in lines {
        let (worked, said) = kubectl.run(line, &input).await;
        assert_eq!(worked, works, "kubectl {line}: {said}");
        assert!(said.contains(expected), "kubectl {line}: {said}");
    }
}

#[tokio::test]
async fn kubectl_watches_and_follows() {
    let cluster = Cluster::start().await;
    let Some(kubectl) = Kubectl::find(&cluster).await else { return };
    cluster.create(PODS, pod("a", json!({ "image": "atlassian/bamboo-agent:10" }))).await;
    cluster.until_phase("a", "Running").await;
    let mut follow = kubectl.command("logs -f a").spawn().unwrap();
    let mut lines = BufReader::new(follow.stdout.take().unwrap()).lines();
    let reading = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("ready to receive builds") {
                return true;
            }
        }
        false
    };
    assert!(tokio::time::timeout(BOUND, reading).await.unwrap(), "the log is followed");
    let deleted = kubectl.run("delete pod a", "").await;
    let ended = tokio::time::timeout(BOUND, follow.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "following ends with the container: {ended}");
    assert!(deleted.0, "{}", deleted.1);
}
