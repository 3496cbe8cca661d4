//! `jenkins/inbound-agent`: everything by environment (docker-agent's `jenkins-agent` script).

use super::{Contract, required_secret, url};
use crate::config::Jenkins;
use crate::plan::{Report, literal};

/// The image's work directory; builds run below it.
const WORK_DIRECTORY: &str = "/home/jenkins/agent";

pub(super) fn contract(settings: &Jenkins, instance_name: &str, report: &mut Report) -> Contract {
    let Jenkins { url: controller, agent_name, secret, web_socket, tunnel } = settings;
    url(controller, "instance.profile.jenkins.url", report);
    let secret = required_secret("JENKINS_SECRET", secret, "instance.profile.jenkins.secret", report);
    check_tunnel(tunnel, *web_socket, report);
    let name = if agent_name.is_empty() { instance_name } else { agent_name };
    let mut env = vec![literal("JENKINS_URL", controller.clone()), literal("JENKINS_AGENT_NAME", name)];
    env.extend(secret);
    env.push(literal("JENKINS_AGENT_WORKDIR", WORK_DIRECTORY));
    if *web_socket {
        env.push(literal("JENKINS_WEB_SOCKET", "true"));
    }
    if !tunnel.is_empty() {
        env.push(literal("JENKINS_TUNNEL", tunnel.clone()));
    }
    Contract {
        container: "jnlp".to_owned(),
        command: Vec::new(),
        args: Vec::new(),
        env,
        working_dir: None,
        home: WORK_DIRECTORY.to_owned(),
        uid: Some(1000),
        gid: Some(1000),
        daemon_container: "docker",
        ports: Vec::new(),
    }
}

fn check_tunnel(tunnel: &str, web_socket: bool, report: &mut Report) {
    let path = "instance.profile.jenkins.tunnel";
    if tunnel.is_empty() {
        return;
    }
    if web_socket {
        report.error(
            "jenkins-tunnel",
            path,
            "A tunnel is for the inbound TCP port: switch WebSocket off, or leave this empty.",
        );
        return;
    }
    let sound =
        tunnel.rsplit_once(':').is_some_and(|(_, port)| port.is_empty() || port.parse::<u16>().is_ok());
    if !sound {
        report.error("jenkins-tunnel", path, "Write it as host:port, e.g. jenkins-agent.ci:50000.");
    }
}
