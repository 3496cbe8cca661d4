//! `wndtnl/ksb-bamboo-agent`: the server's URL is the first argument, the token an environment variable.

use super::{Contract, optional_secret, url};
use crate::config::Bamboo;
use crate::finding::Finding;
use crate::plan::{Report, literal};

const SERVER_URL: &str = "instance.profile.bamboo.serverUrl";

pub(super) fn contract(settings: &Bamboo, report: &mut Report) -> Contract {
    let Bamboo { server_url, security_token, vm_options } = settings;
    url(server_url, SERVER_URL, report);
    if let Some(base) = server_url.trim_end_matches('/').strip_suffix("/agentServer") {
        let message = "The agent adds /agentServer itself: leave it out.";
        report.push(Finding::error("bamboo-url", SERVER_URL, message).fixed_by(
            "Leave it out",
            SERVER_URL,
            base,
        ));
    }
    // Set but empty, the image would pass an empty token: no reference, no variable.
    let token =
        optional_secret("SECURITY_TOKEN", security_token, "instance.profile.bamboo.securityToken", report);
    let options = (!vm_options.is_empty()).then(|| literal("VM_OPTS", vm_options.clone()));
    Contract {
        container: "bamboo-agent".to_owned(),
        command: Vec::new(),
        args: vec![server_url.clone()],
        env: token.into_iter().chain(options).collect(),
        working_dir: None,
        home: "/home/bamboo/bamboo-agent-home".to_owned(),
        uid: Some(1000),
        gid: Some(1000),
        daemon_container: "docker",
        ports: Vec::new(),
    }
}
