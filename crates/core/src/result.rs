//! Checks of what will be applied: the API server's own rules, on the merged objects.

mod setting;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::finding::{Finding, Position, Severity};
use crate::image_ref::ImageRef;
use crate::limits::{FINDINGS, VIOLATIONS};
use crate::lint;
use crate::overlay::{self, Patch};
use crate::path::{self, Path, Segment};
use crate::read::{list, text};
use crate::render::Manifests;
use crate::target::{KubernetesVersion, Target};
use crate::validate::{self, Kind, Reason, Violation};
use crate::yaml;

pub(crate) fn check(patches: &[Patch], manifests: &Manifests, target: &Target, findings: &mut Vec<Finding>) {
    let version = target.kubernetes;
    // What an overlay must leave alone need not be right, and what a misplaced one leads to would be said twice.
    let told = told(findings);
    let mut problems = problems(&manifests.pod, version);
    let misplaced = told.range("spec.containers[".to_owned()..).next();
    let misplaced = misplaced.is_some_and(|path| path.starts_with("spec.containers["));
    problems.retain(|Problem { violation, .. }| {
        let doubled =
            violation.field.starts_with("spec.initContainers[") && violation.reason == Reason::Duplicate;
        !(around(&violation.field).any(|path| told.contains(path)) || (misplaced && doubled))
    });
    let generated = match patches {
        _ if problems.is_empty() => Vec::new(),
        [] => problems.clone(),
        _ => self::problems(&manifests.generated_pod, version),
    };
    let generated: BTreeSet<_> = generated.iter().map(Problem::what).collect();
    let (first, others) = problems.split_at(problems.len().min(FINDINGS));
    let origins: Vec<Origin> = first
        .iter()
        .map(|problem| origin(&problem.violation, manifests, patches, generated.contains(&problem.what())))
        .collect();
    for (problem, place) in first.iter().zip(places(origins, patches)) {
        findings.push(finding(problem, place));
    }
    // These are only counted.
    let counted = |Problem { severity, code, violation: _ }: &Problem| {
        Finding::new(*severity, code, String::new(), String::new())
    };
    findings.extend(others.iter().map(counted));
    for violation in validate::object_for(Kind::PersistentVolumeClaim, &manifests.claim, version) {
        findings.push(
            Finding::error("result-invalid", "instance.storage", violation.sentence).seen_at(violation.field),
        );
    }
}

/// A path and those it lies in, as they are written.
fn around(field: &str) -> impl Iterator<Item = &str> {
    let ends = field.match_indices(['.', '[']).map(|(end, _)| end).chain([field.len()]);
    ends.filter_map(|end| field.get(..end))
}

/// Something wrong with a pod, and the code of the finding about it.
#[derive(Clone, PartialEq)]
struct Problem {
    severity: Severity,
    code: &'static str,
    violation: Violation,
}

impl Problem {
    /// What tells it from others.
    fn what(&self) -> (Severity, &str, &str, &str) {
        let Violation { field, reason: _, message, sentence: _ } = &self.violation;
        (self.severity, self.code, field, message)
    }
}

/// Everything wrong with a pod, each thing once.
fn problems(pod: &Value, version: KubernetesVersion) -> Vec<Problem> {
    let error = |code| move |violation| Problem { severity: Severity::Error, code, violation };
    let rules =
        validate::shape(Kind::Pod, pod).into_iter().chain(validate::object_for(Kind::Pod, pod, version));
    let mut problems: Vec<Problem> = rules.map(error("result-invalid")).collect();
    problems.extend(images(pod).into_iter().map(error("image-reference")));
    let mut nuls = Vec::new();
    nul(pod.get("spec").unwrap_or(&Value::Null), &mut vec!["spec".into()], &mut nuls);
    problems.extend(nuls.into_iter().map(error("result-nul")));
    // An item of which something was said already is not said to be there twice as well.
    let mut said: BTreeSet<String> = problems.iter().map(|one| one.violation.field.clone()).collect();
    let begins = |said: &BTreeSet<String>, at: &str| {
        said.range(at.to_owned()..).next().is_some_and(|field| field.starts_with(at))
    };
    for violation in validate::applied(Kind::Pod, pod, version) {
        if violation.reason != Reason::Duplicate || !begins(&said, &violation.field) {
            said.insert(violation.field.clone());
            problems.push(error("result-unappliable")(violation));
        }
    }
    for violation in validate::warnings(Kind::Pod, pod, version) {
        if !begins(&said, violation.field.trim_end_matches(".name")) {
            said.insert(violation.field.clone());
            problems.push(Problem { severity: Severity::Warning, code: "result-warning", violation });
        }
    }
    problems
}

/// Image references no node can read: the API server takes any text.
fn images(pod: &Value) -> Vec<Violation> {
    let spec = pod.get("spec").unwrap_or(&Value::Null);
    let containers = ["initContainers", "containers"].into_iter().flat_map(|field| {
        list(spec, field).iter().enumerate().map(move |(index, container)| (field, index, container))
    });
    containers
        .filter_map(|(field, index, container)| {
            let image = text(container, "image");
            let error = ImageRef::parse(image).err().filter(|_| !image.is_empty())?;
            Some(Violation {
                field: format!("spec.{field}[{index}].image"),
                reason: Reason::Invalid,
                message: "InvalidImageName".to_owned(),
                sentence: error.message,
            })
        })
        .take(VIOLATIONS)
        .collect()
}

/// Texts no runtime takes: the API server does.
fn nul(value: &Value, at: &mut Vec<Segment>, found: &mut Vec<Violation>) {
    if found.len() >= VIOLATIONS {
        return;
    }
    let mut inside = |step: Segment, value: &Value| {
        at.push(step);
        nul(value, at, found);
        at.pop();
    };
    match value {
        Value::String(text) if text.contains('\0') => found.push(Violation {
            field: path::shown(at),
            reason: Reason::Invalid,
            message: "must not contain NUL".to_owned(),
            sentence: lint::NUL.to_owned(),
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| inside(index.into(), item)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key.as_str().into(), value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Fields about which enough was said.
fn told(findings: &[Finding]) -> BTreeSet<String> {
    let codes = [overlay::RESERVED, overlay::SIDECAR_UNDER_CONTAINERS];
    let found = findings.iter().filter(|finding| codes.contains(&finding.code.as_str()));
    found.filter_map(|finding| finding.object_path.clone()).collect()
}

/// A field of the configuration, and for an overlay the path in its snippet.
struct Origin {
    field: String,
    in_snippet: Option<Path>,
}

/// The overlay that caused a violation, or the setting, where the pod has it without overlays.
fn origin(violation: &Violation, manifests: &Manifests, patches: &[Patch], generated: bool) -> Origin {
    let path = violation.field.parse::<Path>().unwrap_or_default();
    if generated {
        return Origin { field: setting::of(&path, &manifests.pod), in_snippet: None };
    }
    match overlay::origin(patches, &manifests.pod, &path) {
        Some((patch, place)) => Origin { field: patch.field.to_owned(), in_snippet: Some(place) },
        None => {
            let last = patches.last().map_or("instance.overlay", |patch| patch.field);
            Origin { field: last.to_owned(), in_snippet: None }
        }
    }
}

/// A field of the configuration, and for an overlay the place in its text.
type Place = (String, Option<Position>);

/// Each overlay's text is read once for all places in it.
fn places(origins: Vec<Origin>, patches: &[Patch]) -> Vec<Place> {
    let mut places: Vec<Place> = origins.iter().map(|origin| (origin.field.clone(), None)).collect();
    for patch in patches {
        let of_patch = |origin: &&Origin| origin.field == patch.field;
        let paths: Vec<&Path> =
            origins.iter().filter(of_patch).filter_map(|origin| origin.in_snippet.as_ref()).collect();
        let mut found = yaml::places(&patch.text, &paths).into_iter();
        for (origin, place) in origins.iter().zip(&mut places) {
            if of_patch(&origin) && origin.in_snippet.is_some() {
                place.1 = found.next().flatten();
            }
        }
    }
    places
}

fn finding(problem: &Problem, (field, position): Place) -> Finding {
    let Problem { severity, code, violation } = problem;
    let message = format!("{}: {}", violation.field, violation.sentence);
    let finding = match severity {
        Severity::Error => Finding::error(code, field, message),
        Severity::Warning | Severity::Advice => Finding::warning(code, field, message),
    };
    finding.seen_at(violation.field.clone()).positioned(position)
}
