//! Generated configurations: without errors every object of theirs is accepted; what the checks of the result find is
//! what the API server says.

use std::collections::BTreeSet;

use cluster_suite::{Place, Random, cases, shrink};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use slipway_core::finding::Finding;
use slipway_core::preset;
use slipway_core::render::Manifests;
use slipway_core::target::{KubernetesVersion, Target};

use super::api::ask;
use super::settings::{SETTINGS, errors, put};
use super::snippets::SNIPPETS;
use super::verdict::Verdict;

const AT_ONCE: usize = 8;
const SHOWN: usize = 5;

/// Choices of the form, by where they are.
const CHOICES: &[(&str, &str)] = &[
    ("/image/docker/mode", "none|host-socket|dind-tls|dind-tcp|dind-port|dind-socket|dind-rootless"),
    ("/image/docker/daemon/runAs", "auto|native|container"),
    ("/image/docker/daemon/startupProbe/kind", "docker-info|tcp-socket|stat|none"),
    ("/image/docker/daemon/storageDriver", "default|overlay2|vfs|fuse-overlayfs"),
    ("/image/docker/daemon/data/kind", "empty-dir|ephemeral-claim|none"),
    ("/image/docker/bind", "loopback|all"),
    ("/image/docker/entrypoint", "keep|replace"),
    ("/image/docker/socketDirectory", "/dind-only|/var/run|/run/x|a|/home/agent|/"),
    ("/image/pullPolicy", "Default|Always|IfNotPresent|Never"),
    ("/image/os", "linux|linux|linux|windows"),
    ("/image/registryCredentials", "|registry|Bad Name"),
    ("/instance/profile/kind", "bamboo|jenkins|gtm|generic"),
    ("/instance/size/preset", "small|medium|large|xlarge|custom"),
    (
        "/instance/workspace",
        "|/work|/home/agent|/var/lib/docker|/certs/client|/var/run|/home/bamboo/bamboo-agent-home/x",
    ),
    ("/instance/profile/generic/home", "/home/agent|/var/lib/docker|/certs/client|/var/run|/"),
];

/// The configuration of a case, as it is written down.
fn configuration(case: u64) -> Value {
    let mut random = Random::new(case);
    let preset = random.pick(preset::all());
    let mut document = serde_json::to_value(&preset.config).expect("JSON");
    for _ in 0..random.below(4) {
        let (at, words) = random.pick(CHOICES);
        let words: Vec<&str> = words.split('|').collect();
        put(&mut document, at, json!(random.pick::<&str>(&words)));
    }
    for _ in 0..random.below(3) {
        let setting = random.pick(SETTINGS);
        (setting.set)(&mut document, setting.value(&mut random));
    }
    for at in ["/image/overlay", "/instance/overlay"] {
        if random.chance(40) {
            let overlay = overlay(&document, &mut random);
            put(&mut document, at, json!(overlay));
        }
    }
    document
}

/// A snippet, with the names of the containers as the profile has them in half of the cases.
fn overlay(document: &Value, random: &mut Random) -> String {
    let snippet = random.pick::<&str>(SNIPPETS);
    let agent = match document.pointer("/instance/profile/kind").and_then(Value::as_str) {
        Some("bamboo") => "bamboo-agent",
        Some("jenkins") => "jnlp",
        Some("gtm") => "gtm-agent",
        Some(_) | None => "agent",
    };
    snippet.replace("name: agent\n", &format!("name: {agent}\n"))
}

/// What became of a case.
#[derive(PartialEq, Eq)]
enum Outcome {
    Accepted,
    RefusedByResult,
    /// There are errors before anything is generated: see the settings.
    NotGenerated,
    Differs(String),
}

pub(super) async fn check(place: &Place) {
    let target = place.cluster.target().await;
    let asked =
        stream::iter(cases()).map(async |case| (case, outcome(place, configuration(case), &target).await));
    let outcomes: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
    let differ = |(case, outcome): &(u64, Outcome)| matches!(outcome, Outcome::Differs(_)).then_some(*case);
    let wrong: Vec<u64> = outcomes.iter().filter_map(differ).collect();
    let mut shown = Vec::new();
    for case in wrong.iter().take(SHOWN) {
        shown.push(smallest(place, *case, &target).await);
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), outcomes.len(), shown.join("\n"));
    let count = |wanted: &Outcome| outcomes.iter().filter(|(_, outcome)| outcome == wanted).count();
    let (accepted, refused) = (count(&Outcome::Accepted), count(&Outcome::RefusedByResult));
    let (total, early) = (outcomes.len(), count(&Outcome::NotGenerated));
    eprintln!(
        "{total} configurations on {}: {accepted} accepted, {refused} refused, {early} not generated",
        place.cluster.name
    );
    // Otherwise it would show nothing.
    assert!(total < 100 || (accepted > total / 5 && refused > total / 20));
}

async fn smallest(place: &Place, case: u64, target: &Target) -> String {
    let differs = async |document: &Value| {
        matches!(outcome(place, document.clone(), target).await, Outcome::Differs(_))
    };
    let smallest = shrink(configuration(case), differs).await;
    let Outcome::Differs(how) = outcome(place, smallest.clone(), target).await else { return String::new() };
    format!("SLIPWAY_TEST_SEED={case} SLIPWAY_TEST_CASES=1\n  {smallest}\n  {how}")
}

async fn outcome(place: &Place, document: Value, target: &Target) -> Outcome {
    let (errors, manifests) = errors(document, target);
    let Some(manifests) = manifests else { return Outcome::NotGenerated };
    if errors.is_empty() {
        return accepted(place, &manifests).await;
    }
    if errors.iter().any(|error| error.code != "result-invalid") {
        return Outcome::NotGenerated;
    }
    refused(place, &manifests, &errors, target).await
}

async fn accepted(place: &Place, manifests: &Manifests) -> Outcome {
    for object in manifests.objects() {
        let (plural, object) = sent(object);
        let verdict = ask(place, plural, &object).await;
        if verdict != Verdict::Right && !names_what_is_missing(&verdict, &object) {
            return Outcome::Differs(format!("no errors, and {plural} are refused: {verdict:?}"));
        }
    }
    Outcome::Accepted
}

/// The account or the class is not there, which the core cannot know.
fn names_what_is_missing(verdict: &Verdict, object: &Value) -> bool {
    matches!(verdict, Verdict::Elsewhere(said) if said.starts_with("403"))
        && ["/spec/serviceAccountName", "/spec/priorityClassName"]
            .iter()
            .any(|at| object.pointer(at).is_some())
}

/// The plural of the kind, and the object as it is sent: a pull Secret gets its data when it is applied.
fn sent(object: &Value) -> (&'static str, Value) {
    match object.get("kind").and_then(Value::as_str) {
        Some("Pod") => ("pods", object.clone()),
        Some("PersistentVolumeClaim") => ("persistentvolumeclaims", object.clone()),
        _ => {
            let mut object = object.clone();
            object["data"] = json!({".dockerconfigjson": "eyJhdXRocyI6e319"});
            ("secrets", object)
        }
    }
}

async fn refused(place: &Place, manifests: &Manifests, errors: &[Finding], target: &Target) -> Outcome {
    let older = target.kubernetes < KubernetesVersion::NEWEST;
    let found: BTreeSet<&str> = errors.iter().filter_map(|error| error.object_path.as_deref()).collect();
    let verdict = ask(place, "pods", &manifests.pod).await;
    let agrees = match &verdict {
        Verdict::Wrong(lines) => {
            let field = |line: &String| {
                let field = line.split_once(' ')?.1.split(": ").next()?;
                // Older servers leave out which one.
                Some(if older {
                    field.replace("hostAliases.ip", "hostAliases[0].ip")
                } else {
                    field.to_owned()
                })
            };
            let said: BTreeSet<String> = lines.iter().filter_map(field).collect();
            said.iter().map(String::as_str).collect::<BTreeSet<_>>() == found
        }
        Verdict::Unreadable(_) => errors.iter().all(|error| error.object_path.is_some()),
        Verdict::Right | Verdict::Elsewhere(_) => names_what_is_missing(&verdict, &manifests.pod),
    };
    match agrees {
        true => Outcome::RefusedByResult,
        false => Outcome::Differs(format!("the core finds {found:?}, the API server says {verdict:?}")),
    }
}
