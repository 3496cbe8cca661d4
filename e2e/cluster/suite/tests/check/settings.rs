//! Every setting that ends in an object: the core's check of the setting against the API server's rule for the field it
//! becomes.

use std::collections::BTreeSet;

use cluster_suite::{Place, Random};
use serde_json::{Value, json};
use slipway_core::config;
use slipway_core::finding::Finding;
use slipway_core::render::{Manifests, render};
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::validate::Kind;

use super::api::{ask, plural};
use super::pool::expanded;
use super::verdict::Verdict;

#[path = "settings_table.rs"]
mod table;

use table::STRICTER;
pub(super) use table::{SETTINGS, put};

/// A setting and the field it becomes.
pub(super) struct Setting {
    /// The setting, as findings name it.
    pub(super) at: &'static str,
    /// Puts a value into a configuration.
    pub(super) set: fn(&mut Value, Value),
    /// The object that has the field.
    of: Object,
    /// Puts the value into the object.
    put: fn(&mut Value, Value),
    /// Values, as JSON where they can be read so and else as text, apart by `|`.
    values: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Object {
    Pod,
    Claim,
    /// The pod's spec as a template: the rules without admission, which would look for the account or the class.
    Template,
}

impl Setting {
    /// All values to try.
    pub(super) fn values(&self) -> Vec<Value> {
        self.values.split('|').map(value).collect()
    }

    /// One of them; mostly the first, which is right.
    pub(super) fn value(&self, random: &mut Random) -> Value {
        let values = self.values();
        if random.chance(60) {
            values.first().cloned().unwrap_or_default()
        } else {
            random.pick(&values).clone()
        }
    }
}

fn value(text: &str) -> Value {
    let text = expanded(text);
    serde_json::from_str(&text).ok().filter(Value::is_number).unwrap_or(Value::String(text))
}

/// A configuration whose every part is right.
fn base() -> Value {
    json!({
        "imageName": "image",
        "image": {"agentImage": "busybox:1", "docker": {"mode": "dind-tls"}},
        "instance": {"namePrefix": "agent", "suffix": "abcde", "profile": {"kind": "generic"}},
    })
}

/// Everything that is wrong with a configuration on a cluster of that version, and what is made of it.
pub(super) fn errors(document: Value, target: &Target) -> (Vec<Finding>, Option<Manifests>) {
    let read = config::from_value(document);
    let rendered = render(&read.config, target);
    let all = read.findings.into_iter().chain(rendered.findings);
    (all.filter(Finding::is_error).collect(), rendered.manifests)
}

pub(super) async fn check(place: &Place) {
    let target = place.cluster.target().await;
    let (findings, manifests) = errors(base(), &target);
    let manifests = manifests.unwrap_or_else(|| panic!("{findings:?}"));
    let (mut wrong, mut count, mut stricter) = (Vec::new(), 0, BTreeSet::new());
    for setting in SETTINGS {
        for value in setting.values() {
            count += 1;
            match compared(place, &target, setting, &value, &manifests).await {
                Compared::Same => {}
                Compared::Stricter(at) => {
                    stricter.insert(at);
                }
                Compared::Differs(how) => wrong.push(format!("{} = {value}: {how}", setting.at)),
            }
        }
    }
    eprintln!("{count} settings on {}", place.cluster.name);
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    // Some of it is refused by older versions too.
    if target.kubernetes < KubernetesVersion::NEWEST {
        return;
    }
    let idle: Vec<_> = STRICTER.iter().enumerate().filter(|(at, _)| !stricter.contains(at)).collect();
    assert!(idle.is_empty(), "the core is not stricter any more: {idle:?}");
}

enum Compared {
    /// Both accept it, or both refuse it.
    Same,
    /// Only the core refuses it, for the reason with this index.
    Stricter(usize),
    Differs(String),
}

async fn compared(
    place: &Place,
    target: &Target,
    setting: &Setting,
    value: &Value,
    manifests: &Manifests,
) -> Compared {
    let mut document = base();
    (setting.set)(&mut document, value.clone());
    let errors = errors(document, target).0;
    let Some(server) = server(place, setting, value, manifests).await else { return Compared::Same };
    let reason = |finding: &Finding| {
        STRICTER.iter().position(|(at, code, _)| *at == setting.at && *code == finding.code)
    };
    match (errors.first(), server) {
        (None, Verdict::Right) => Compared::Same,
        (None, server) => Compared::Differs(format!("the core accepts what is refused: {server:?}")),
        (Some(first), _) if !errors.iter().any(|error| error.path.starts_with(setting.at)) => {
            Compared::Differs(format!("the core finds it elsewhere: {first:?}"))
        }
        (Some(first), Verdict::Right) => match errors.iter().find_map(reason) {
            Some(reason) => Compared::Stricter(reason),
            None => Compared::Differs(format!(
                "the core refuses what is accepted: {} {}",
                first.code, first.message
            )),
        },
        (Some(_), _) => Compared::Same,
    }
}

/// The object with the value. The table names the daemon as a sidecar is found, by `/spec/initContainers/0`; where it is a
/// plain container it stands there meanwhile.
fn with_value(mut object: Value, setting: &Setting, value: &Value) -> Value {
    let beside = object.pointer("/spec/initContainers").is_none();
    let containers = object.pointer_mut("/spec/containers").and_then(Value::as_array_mut);
    let daemon = containers.filter(|list| beside && list.len() == 2).map(|list| list.remove(0));
    let Some(daemon) = daemon else {
        (setting.put)(&mut object, value.clone());
        return object;
    };
    object["spec"]["initContainers"] = json!([daemon]);
    (setting.put)(&mut object, value.clone());
    let daemon = object["spec"]["initContainers"][0].take();
    object["spec"].as_object_mut().expect("a spec").remove("initContainers");
    object["spec"]["containers"].as_array_mut().expect("containers").insert(0, daemon);
    object
}

/// What the API server says of the object with the value; nothing where it has no such kind.
async fn server(place: &Place, setting: &Setting, value: &Value, manifests: &Manifests) -> Option<Verdict> {
    let (kind, object) = match setting.of {
        Object::Pod | Object::Template => (Kind::Pod, &manifests.pod),
        Object::Claim => (Kind::PersistentVolumeClaim, &manifests.claim),
    };
    let object = with_value(object.clone(), setting, value);
    if setting.of != Object::Template {
        return Some(ask(place, plural(kind), &object).await);
    }
    let template = json!({"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "template"},
        "template": {"metadata": {"labels": {"a": "b"}}, "spec": object["spec"]}});
    let verdict = ask(place, "podtemplates", &template).await;
    let unknown = matches!(&verdict, Verdict::Elsewhere(said) if said.starts_with("404"));
    assert!(!unknown || place.cluster.is_sandbox(), "{verdict:?}");
    (!unknown).then_some(verdict)
}
