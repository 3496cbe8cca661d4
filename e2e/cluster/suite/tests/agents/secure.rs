//! What must not work: each trial with one beside it that does, so that a refusal means something.

use std::sync::Arc;

use cluster_suite::exec;
use k8s_openapi::api::core::v1::Pod;
use kube::api::Api;
use slipway_core::config::DockerMode;

use crate::case::Case;
use crate::ground::{Ground, on, real_cluster};
use crate::matrix;

/// Where a script runs.
#[derive(Clone, Copy)]
enum At {
    Agent,
    Daemon,
    /// Another pod of the cluster.
    Neighbour,
}

/// One attempt.
struct Trial {
    /// Name of the case of the matrix whose daemon it is about.
    case: &'static str,
    at: At,
    /// `$IP` is the address of the agent's pod, `$CA` the certificate of its daemon's CA.
    script: &'static str,
    /// What it says when it fails; `None`: it works.
    refused: Option<&'static str>,
}

/// A client that knows the CA, so that nothing but its own certificate is missing.
const WITHOUT_CERTIFICATE: &str = "mkdir -p /tmp/ca; echo \"$CA\" >/tmp/ca/ca.pem; \
                                   DOCKER_CERT_PATH=/tmp/ca docker --host tcp://$IP:2376 --tlsverify version";

const TRIALS: [Trial; 13] = [
    // A plain daemon on loopback is the pod's own.
    Trial {
        case: "plain-loopback-auto",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2375 version",
        refused: Some("onnect"),
    },
    Trial {
        case: "plain-all-auto",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2375 version",
        refused: None,
    },
    Trial {
        case: "port-loopback-container",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:8989 version",
        refused: Some("onnect"),
    },
    Trial {
        case: "port-all-auto",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:8989 version",
        refused: None,
    },
    Trial {
        case: "socket-run-auto",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2375 version",
        refused: Some("onnect"),
    },
    // A daemon with TLS serves nobody without a certificate, wherever from.
    Trial {
        case: "tls-auto",
        at: At::Neighbour,
        script: WITHOUT_CERTIFICATE,
        refused: Some("certificate required"),
    },
    Trial {
        case: "tls-auto",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2376 version",
        refused: Some("HTTPS"),
    },
    Trial {
        case: "tls-auto",
        at: At::Agent,
        script: WITHOUT_CERTIFICATE,
        refused: Some("certificate required"),
    },
    Trial { case: "tls-auto", at: At::Agent, script: "docker version", refused: None },
    // Who has the CA key can make himself a certificate: only the daemon's own container has it.
    Trial { case: "tls-auto", at: At::Daemon, script: "test -s /certs/ca/key.pem", refused: None },
    Trial { case: "tls-auto", at: At::Agent, script: "cat /certs/ca/key.pem", refused: Some("No such file") },
    Trial {
        case: "tls-auto",
        at: At::Agent,
        script: "test \"$(find /certs -name '*key*.pem')\" = /certs/client/key.pem",
        refused: None,
    },
    Trial {
        case: "tls-auto",
        at: At::Agent,
        script: "echo changed >/certs/client/ca.pem",
        refused: Some("ead-only"),
    },
];

/// The cases the trials are about.
fn cases() -> Vec<Case> {
    let cases = matrix::modes().into_iter().chain(matrix::left_to_the_version());
    cases.filter(|case| TRIALS.iter().any(|trial| trial.case == case.name)).collect()
}

async fn check(ground: &Ground, neighbour: &str, case: &Case) -> Result<(), String> {
    let applied = ground.console.apply(&case.config).await;
    let name = applied.map_err(|problem| problem.message)?.name;
    let tried = attempts(ground, neighbour, case, &name).await;
    crate::life::remove(ground, &name, &case.config.image_name).await?;
    tried
}

async fn attempts(ground: &Ground, neighbour: &str, case: &Case, name: &str) -> Result<(), String> {
    ground.console.until_active(name).await?;
    let pods: Api<Pod> = ground.place.api();
    let pod = pods.get(name).await.map_err(|error| error.to_string())?;
    let ip = pod.status.and_then(|status| status.pod_ip).ok_or("no address")?;
    let (agent, daemon) = case.containers();
    let ca = exec(&pods, name, &agent, "cat /certs/client/ca.pem || true").await?.stdout;
    for trial in TRIALS.iter().filter(|trial| trial.case == case.name) {
        let (pod, container) = match trial.at {
            At::Agent => (name, agent.as_str()),
            At::Daemon => (name, daemon.as_deref().ok_or("no daemon")?),
            At::Neighbour => (neighbour, "agent"),
        };
        let output = exec(&pods, pod, container, &format!("IP={ip}; CA='{ca}'; {}", trial.script)).await?;
        let fine = match trial.refused {
            None => output.code == 0,
            Some(part) => output.code != 0 && output.stderr.contains(part),
        };
        if !fine {
            return Err(format!("{}: {}: {output:?}", case.name, trial.script));
        }
    }
    Ok(())
}

/// The pod of an agent without Docker.
async fn neighbour(ground: &Ground) -> Result<String, String> {
    let mut case = matrix::case("neighbour", |config| config.image.docker.mode = DockerMode::None);
    "n3xt5".clone_into(&mut case.config.instance.suffix);
    let view = ground.console.apply(&case.config).await.map_err(|problem| problem.message)?;
    ground.console.until_active(&view.name).await.map(|view| view.name)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a real cluster"]
async fn daemons_serve_nobody_else_on_a_real_cluster() {
    let cluster = real_cluster().await;
    let wrong = on(&Arc::clone(&cluster), async |ground| {
        let neighbour = neighbour(ground).await.expect("a pod beside");
        let mut wrong = Vec::new();
        for case in cases() {
            let case = case.on(ground.console.target());
            wrong.extend(check(ground, &neighbour, &case).await.err());
        }
        wrong
    })
    .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_trial_is_about_a_case() {
    let cases = cases();
    for trial in &TRIALS {
        assert!(cases.iter().any(|case| case.name == trial.case), "{}", trial.case);
    }
}
