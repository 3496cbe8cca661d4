use serde::{Deserialize, Serialize};

use super::KeyRef;

/// The CI system's contract: which one, and its settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Profile {
    /// The CI system.
    pub kind: ProfileKind,
    /// Settings of profile `bamboo`.
    pub bamboo: Bamboo,
    /// Settings of profile `jenkins`.
    pub jenkins: Jenkins,
    /// Settings of profile `gtm`.
    pub gtm: Gtm,
    /// Settings of profile `generic`.
    pub generic: Generic,
}

/// The CI systems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProfileKind {
    /// A Bamboo remote agent (`wndtnl/ksb-bamboo-agent`).
    #[default]
    Bamboo,
    /// A Jenkins inbound agent (`jenkins/inbound-agent`).
    Jenkins,
    /// A GitHub Task Manager agent (`zotoio/github-task-manager`).
    Gtm,
    /// Any other agent.
    Generic,
}

impl ProfileKind {
    /// Every profile, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Bamboo, Self::Jenkins, Self::Gtm, Self::Generic];

    /// The word of the written form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bamboo => "bamboo",
            Self::Jenkins => "jenkins",
            Self::Gtm => "gtm",
            Self::Generic => "generic",
        }
    }
}

/// A Bamboo remote agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Bamboo {
    /// URL of the Bamboo server, without `/agentServer`; the agent's first argument.
    pub server_url: String,
    /// Where the security token is; environment variable `SECURITY_TOKEN`. Not set: the variable is left out.
    pub security_token: KeyRef,
    /// JVM options; environment variable `VM_OPTS`. Empty: left out.
    pub vm_options: String,
}

impl Default for Bamboo {
    fn default() -> Self {
        Self {
            server_url: "https://bamboo.example.com".to_owned(),
            security_token: KeyRef::new("bamboo-agent", "security-token"),
            vm_options: String::new(),
        }
    }
}

/// A Jenkins inbound agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Jenkins {
    /// URL of the controller; environment variable `JENKINS_URL`.
    pub url: String,
    /// Name of the node in Jenkins; environment variable `JENKINS_AGENT_NAME`. Empty: the instance's name.
    pub agent_name: String,
    /// Where the agent's secret is; environment variable `JENKINS_SECRET`.
    pub secret: KeyRef,
    /// Connect by WebSocket through the controller's HTTP port; environment variable `JENKINS_WEB_SOCKET`.
    pub web_socket: bool,
    /// `host:port` of the inbound port when it is not the controller's; environment variable `JENKINS_TUNNEL`.
    pub tunnel: String,
}

impl Default for Jenkins {
    fn default() -> Self {
        Self {
            url: "https://jenkins.example.com".to_owned(),
            agent_name: String::new(),
            secret: KeyRef::new("jenkins-agent", "secret"),
            web_socket: true,
            tunnel: String::new(),
        }
    }
}

/// A GitHub Task Manager agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Gtm {
    /// AWS region; environment variable `GTM_AWS_REGION`.
    pub aws_region: String,
    /// Group of agents; environment variable `GTM_AGENT_GROUP`. Empty: left out.
    pub agent_group: String,
    /// Name of the queue of pending tasks; environment variable `GTM_SQS_PENDING_QUEUE`.
    pub pending_queue: String,
    /// Name of the queue of results; environment variable `GTM_SQS_RESULTS_QUEUE`.
    pub results_queue: String,
    /// Name of the topic of results; environment variable `GTM_SNS_RESULTS_TOPIC`.
    pub results_topic: String,
    /// Images tasks may run, comma-separated; environment variable `GTM_DOCKER_IMAGE_WHITELIST`. Empty: none may.
    pub image_whitelist: String,
    /// Port of the agent's HTTP interface, 1 to 65535; environment variable `GTM_AGENT_PORT`.
    pub port: u16,
    /// Use the node's IAM role instead of keys; environment variable `IAM_ENABLED`.
    pub iam: bool,
    /// Where the webhook secret is; environment variable `GTM_CRYPT_GITHUB_WEBHOOK_SECRET`.
    pub webhook_secret: KeyRef,
    /// Where the AWS key id is; environment variable `GTM_CRYPT_AGENT_AWS_ACCESS_KEY_ID`.
    pub aws_access_key_id: KeyRef,
    /// Where the AWS key is; environment variable `GTM_CRYPT_AGENT_AWS_SECRET_ACCESS_KEY`.
    pub aws_secret_access_key: KeyRef,
}

impl Default for Gtm {
    fn default() -> Self {
        Self {
            aws_region: "us-east-1".to_owned(),
            agent_group: String::new(),
            pending_queue: "gtm-pending".to_owned(),
            results_queue: "gtm-results".to_owned(),
            results_topic: "gtm-results".to_owned(),
            image_whitelist: String::new(),
            port: 9091,
            iam: false,
            webhook_secret: KeyRef::new("gtm-agent", "webhook-secret"),
            aws_access_key_id: KeyRef::new("gtm-agent", "aws-access-key-id"),
            aws_secret_access_key: KeyRef::new("gtm-agent", "aws-secret-access-key"),
        }
    }
}

/// Any other agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Generic {
    /// Name of the agent's container, a DNS label.
    pub container_name: String,
    /// Replaces the image's entrypoint. Empty: kept.
    pub command: Vec<String>,
    /// Arguments of the entrypoint. Empty: the image's own.
    pub args: Vec<String>,
    /// Where the instance's volume is mounted, an absolute path.
    pub home: String,
    /// Working directory. Empty: the image's own.
    pub working_dir: String,
    /// User id the agent runs as. Empty: the image's own.
    pub uid: Option<i64>,
    /// Group id the agent runs as, and of its files. Empty: the image's own.
    pub gid: Option<i64>,
}

impl Default for Generic {
    fn default() -> Self {
        Self {
            container_name: "agent".to_owned(),
            command: Vec::new(),
            args: Vec::new(),
            home: "/home/agent".to_owned(),
            working_dir: String::new(),
            uid: None,
            gid: None,
        }
    }
}
