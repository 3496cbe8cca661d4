//! `zotoio/github-task-manager`: `yarn run agent`, everything by environment.

use k8s_openapi::api::core::v1::EnvVar;

use super::{Contract, required_secret};
use crate::config::Gtm;
use crate::plan::{Report, literal};

pub(super) fn contract(settings: &Gtm, report: &mut Report) -> Contract {
    if settings.port == 0 {
        report.error(
            "gtm-port",
            "instance.profile.gtm.port",
            "A port is between 1 and 65535; the agent's own is 9091.",
        );
    }
    let Gtm {
        aws_region,
        agent_group,
        pending_queue,
        results_queue,
        results_topic,
        image_whitelist,
        port,
        ..
    } = settings;
    let values = [
        ("GTM_AWS_REGION", aws_region),
        ("GTM_AGENT_GROUP", agent_group),
        ("GTM_SQS_PENDING_QUEUE", pending_queue),
        ("GTM_SQS_RESULTS_QUEUE", results_queue),
        ("GTM_SNS_RESULTS_TOPIC", results_topic),
        ("GTM_DOCKER_IMAGE_WHITELIST", image_whitelist),
    ];
    let mut env = vec![literal("GTM_AGENT_PORT", port.to_string())];
    env.extend(
        values
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| literal(name, value.clone())),
    );
    env.extend(secrets(settings, report));
    Contract {
        container: "gtm-agent".to_owned(),
        command: ["yarn", "run", "agent"].map(str::to_owned).to_vec(),
        args: Vec::new(),
        env,
        working_dir: None,
        // The application lives in the image; a volume over it would hide it.
        home: "/workspace".to_owned(),
        uid: None,
        gid: None,
        daemon_container: "docker-in-docker",
        ports: vec![("http", *port)],
    }
}

fn secrets(settings: &Gtm, report: &mut Report) -> Vec<EnvVar> {
    let path = |field: &str| format!("instance.profile.gtm.{field}");
    let Gtm { webhook_secret, aws_access_key_id, aws_secret_access_key, iam, .. } = settings;
    let webhook =
        required_secret("GTM_CRYPT_GITHUB_WEBHOOK_SECRET", webhook_secret, &path("webhookSecret"), report);
    if *iam {
        return webhook.into_iter().chain([literal("IAM_ENABLED", "true")]).collect();
    }
    let id = required_secret(
        "GTM_CRYPT_AGENT_AWS_ACCESS_KEY_ID",
        aws_access_key_id,
        &path("awsAccessKeyId"),
        report,
    );
    let name = "GTM_CRYPT_AGENT_AWS_SECRET_ACCESS_KEY";
    let key = required_secret(name, aws_secret_access_key, &path("awsSecretAccessKey"), report);
    [webhook, id, key].into_iter().flatten().collect()
}
