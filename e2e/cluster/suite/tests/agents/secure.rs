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
    /// `$IP` is the address of the agent's pod.
    script: &'static str,
    /// What it says when it fails; `None`: it works.
    refused: Option<&'static str>,
}

const TRIALS: [Trial; 13] = [
    // A plain daemon on loopback is the pod's own.
    Trial {
        case: "plain-loopback-native",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2375 version",
        refused: Some("onnect"),
    },
    Trial {
        case: "plain-all-native",
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
        case: "port-all-native",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:8989 version",
        refused: None,
    },
    Trial {
        case: "socket-run-native",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2375 version",
        refused: Some("onnect"),
    },
    // A daemon with TLS serves nobody without a certificate, wherever from.
    Trial {
        case: "tls-native",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2376 --tls version",
        refused: Some("certificate"),
    },
    Trial {
        case: "tls-native",
        at: At::Neighbour,
        script: "docker --host tcp://$IP:2376 version",
        refused: Some("HTTPS"),
    },
    Trial {
        case: "tls-native",
        at: At::Agent,
        script: "unset DOCKER_TLS_VERIFY DOCKER_CERT_PATH; docker --host tcp://localhost:2376 --tls version",
        refused: Some("certificate"),
    },
    Trial { case: "tls-native", at: At::Agent, script: "docker version", refused: None },
    // Who has the CA key can make himself a certificate: only the daemon's own container has it.
    Trial { case: "tls-native", at: At::Daemon, script: "test -s /certs/ca/key.pem", refused: None },
    Trial {
        case: "tls-native",
        at: At::Agent,
        script: "cat /certs/ca/key.pem",
        refused: Some("No such file"),
    },
    Trial {
        case: "tls-native",
        at: At::Agent,
        script: "test \"$(find /certs -name '*key*.pem')\" = /certs/client/key.pem",
        refused: None,
    },
    Trial {
        case: "tls-native",
        at: At::Agent,
        script: "echo changed >/certs/client/ca.pem",
        refused: Some("ead-only"),
    },
];

async fn check(ground: &Ground, neighbour: &str, case: &Case) -> Result<(), String> {
    let wrong = |problem: slipway_core::api::Problem| problem.message;
    let view = ground.console.apply(&case.config).await.map_err(wrong)?;
    ground.console.until_active(&view.name).await?;
    let pods: Api<Pod> = ground.place.api();
    let pod = pods.get(&view.name).await.map_err(|error| error.to_string())?;
    let ip = pod.status.and_then(|status| status.pod_ip).ok_or("no address")?;
    let (agent, daemon) = case.containers();
    for trial in TRIALS.iter().filter(|trial| trial.case == case.name) {
        let (pod, container) = match trial.at {
            At::Agent => (view.name.as_str(), agent.as_str()),
            At::Daemon => (view.name.as_str(), daemon.as_deref().ok_or("no daemon")?),
            At::Neighbour => (neighbour, "agent"),
        };
        let output = exec(&pods, pod, container, &format!("IP={ip}; {}", trial.script)).await?;
        let fine = match trial.refused {
            None => output.code == 0,
            Some(part) => output.code != 0 && output.stderr.contains(part),
        };
        if !fine {
            return Err(format!("{}: {}: {output:?}", case.name, trial.script));
        }
    }
    crate::life::remove(ground, &view.name, &case.config.image_name).await
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
        for case in matrix::modes().iter().filter(|case| TRIALS.iter().any(|trial| trial.case == case.name)) {
            wrong.extend(check(ground, &neighbour, case).await.err());
        }
        wrong
    })
    .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_trial_is_about_a_case() {
    let cases = matrix::modes();
    for trial in &TRIALS {
        assert!(cases.iter().any(|case| case.name == trial.case), "{}", trial.case);
    }
}
