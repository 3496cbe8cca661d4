//! Asks a cluster how it is: version, definitions, rights.

use futures::future::try_join_all;
use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use kube::api::{Api, ListParams, PostParams};
use slipway_core::api::{Definitions, DefinitionsState};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::definitions::Found;
use super::fingerprint::Fingerprint;
use super::health::Health;
use super::link::Link;
use super::{definitions, version};
use crate::crd::AgentInstance;
use crate::errors;
use crate::rights::{CLUSTER, NAMESPACED, Right};

/// Asks the cluster how it is. What it does not answer stays as it was `before`, and so do the rights unless they are
/// `in_doubt`.
pub(super) async fn probe(link: &Link, before: &Health, in_doubt: bool) -> Health {
    // An API server that hangs takes connections and requests, and that is all it does.
    settled(link, before, timeout(link.timing.patience, ask(link, before, in_doubt)).await)
}

/// Asks a cluster that works whether it still does, which costs it next to nothing.
pub(super) async fn pulse(link: &Link, before: &Health) -> Health {
    let asked = async {
        let kubernetes = Some(version::version(&link.client).await?);
        Ok(Health { kubernetes, ..before.clone() })
    };
    settled(link, before, timeout(link.timing.patience, asked).await)
}

fn settled(link: &Link, before: &Health, answer: Result<Result<Health, kube::Error>, Elapsed>) -> Health {
    let why = match answer {
        Ok(Ok(health)) => return health,
        Ok(Err(error)) => errors::sentence(&error),
        Err(_) => format!("The cluster does not answer within {} seconds.", link.timing.patience.as_secs()),
    };
    Health { reachable: false, trouble: Some(trouble(link, &why)), ..before.clone() }
}

async fn ask(link: &Link, before: &Health, in_doubt: bool) -> Result<Health, kube::Error> {
    let kubernetes = version::version(&link.client).await?;
    let Found { state, uid } = definitions::find(&link.client).await?;
    link.compare(Fingerprint { definition: uid, revision: revision(link, state).await? });
    // Rights change rarely; they are asked for again when something did not work.
    let known = !in_doubt && before.works() && before.trouble.is_none() && before.definitions.state == state;
    let definitions = if known {
        before.definitions.clone()
    } else {
        let missing_rights = missing(link, NAMESPACED, Some(&link.identity.namespace)).await?;
        let may_install = missing(link, CLUSTER, None).await?.is_empty();
        Definitions { state, may_install, missing_rights }
    };
    let trouble = lacking(link, &definitions.missing_rights);
    Ok(Health { kubernetes: Some(kubernetes), reachable: true, trouble, as_of: None, definitions })
}

/// The revision of the store behind the API server: a list without a version of its own is as new as the store.
async fn revision(link: &Link, state: DefinitionsState) -> Result<Option<u64>, kube::Error> {
    if state == DefinitionsState::Missing {
        return Ok(None);
    }
    let instances: Api<AgentInstance> = Api::namespaced(link.client.clone(), &link.identity.namespace);
    match instances.list_metadata(&ListParams::default().limit(1)).await {
        Ok(list) => Ok(list.metadata.resource_version.and_then(|version| version.parse().ok())),
        // Without the right to list there is nothing to compare; the missing rights name it.
        Err(kube::Error::Api(status)) if matches!(status.code, 403 | 404) => Ok(None),
        Err(error) => Err(error),
    }
}

fn lacking(link: &Link, missing: &[String]) -> Option<String> {
    if missing.is_empty() {
        return None;
    }
    Some(format!(
        "The server lacks rights in namespace {}: {}; `slipway rbac` prints all it needs.",
        link.identity.namespace,
        missing.join(", ")
    ))
}

fn trouble(link: &Link, why: &str) -> String {
    format!("Cluster {} at {}: {why}", link.identity.name, link.identity.server)
}

/// The rights that are not given, as `verb resource.group`.
async fn missing(
    link: &Link,
    rights: &'static [Right],
    namespace: Option<&str>,
) -> Result<Vec<String>, kube::Error> {
    let mut questions = Vec::new();
    for right in rights {
        for verb in right.verbs {
            questions.push(lacks(link, *right, verb, namespace));
        }
    }
    Ok(try_join_all(questions).await?.into_iter().flatten().collect())
}

async fn lacks(
    link: &Link,
    right: Right,
    verb: &'static str,
    namespace: Option<&str>,
) -> Result<Option<String>, kube::Error> {
    let allowed = allowed(link, right, verb, namespace).await?;
    Ok((!allowed).then(|| name(right, verb)))
}

async fn allowed(
    link: &Link,
    right: Right,
    verb: &str,
    namespace: Option<&str>,
) -> Result<bool, kube::Error> {
    let reviews: Api<SelfSubjectAccessReview> = Api::all(link.client.clone());
    let review = SelfSubjectAccessReview {
        spec: SelfSubjectAccessReviewSpec {
            resource_attributes: Some(attributes(right, verb, namespace)),
            ..SelfSubjectAccessReviewSpec::default()
        },
        ..SelfSubjectAccessReview::default()
    };
    match reviews.create(&PostParams::default(), &review).await {
        Ok(answer) => Ok(answer.status.is_some_and(|status| status.allowed)),
        // An API server without authorization (as the sandbox) has nobody to ask: everything is allowed.
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 405) => Ok(true),
        Err(error) => Err(error),
    }
}

fn attributes(right: Right, verb: &str, namespace: Option<&str>) -> ResourceAttributes {
    let (resource, subresource) = match right.resource.split_once('/') {
        Some((resource, subresource)) => (resource, Some(subresource.to_owned())),
        None => (right.resource, None),
    };
    ResourceAttributes {
        group: Some(right.group.to_owned()),
        namespace: namespace.map(str::to_owned),
        resource: Some(resource.to_owned()),
        subresource,
        verb: Some(verb.to_owned()),
        ..ResourceAttributes::default()
    }
}

fn name(right: Right, verb: &str) -> String {
    match right.group {
        "" => format!("{verb} {}", right.resource),
        group => format!("{verb} {}.{group}", right.resource),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::silent;
    use super::*;

    #[tokio::test]
    async fn a_cluster_that_takes_requests_and_does_not_answer_is_in_trouble() {
        let health = probe(&silent(Duration::ZERO), &Health::unknown(), false).await;
        assert!(!health.reachable);
        let trouble = health.trouble.unwrap_or_default();
        assert!(trouble.ends_with("The cluster does not answer within 0 seconds."), "{trouble}");
    }
}
