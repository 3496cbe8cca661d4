//! Checks of what will be applied: the API server's own rules, on the merged objects.

mod setting;

use serde_json::Value;

use crate::finding::{Finding, Position, Severity};
use crate::image_ref::ImageRef;
use crate::overlay::{self, Patch};
use crate::path::Path;
use crate::read::{list, text};
use crate::render::Manifests;
use crate::target::{KubernetesVersion, Target};
use crate::validate::{self, Kind, Reason, Violation};
use crate::yaml;

/// Places in an overlay's text are looked for this often: each means reading it, at every keystroke.
const MOST_POSITIONS: usize = 50;

pub(crate) fn check(patches: &[Patch], manifests: &Manifests, target: &Target, findings: &mut Vec<Finding>) {
    let version = target.kubernetes;
    // What an overlay must leave alone need not be right, and what a misplaced one leads to would be said twice.
    let told = told(findings);
    let problems = problems(&manifests.pod, version);
    let misplaced = told.iter().any(|path| path.starts_with("spec.containers["));
    let is_told = |Problem { violation, .. }: &Problem| {
        told.iter().any(|path| violation.field.starts_with(path))
            || (misplaced
                && violation.field.starts_with("spec.initContainers[")
                && violation.reason == Reason::Duplicate)
    };
    let generated = match patches {
        _ if problems.is_empty() => Vec::new(),
        [] => problems.clone(),
        _ => self::problems(&manifests.generated_pod, version),
    };
    for (index, problem) in problems.iter().filter(|problem| !is_told(problem)).enumerate() {
        let generated = generated.contains(problem);
        let place = place(&problem.violation, manifests, patches, generated, index < MOST_POSITIONS);
        findings.push(finding(problem, place));
    }
    for violation in validate::object_for(Kind::PersistentVolumeClaim, &manifests.claim, version) {
        findings.push(
            Finding::error("result-invalid", "instance.storage", violation.sentence).seen_at(violation.field),
        );
    }
}

/// Something wrong with a pod, and the code of the finding about it.
#[derive(Clone, PartialEq)]
struct Problem {
    severity: Severity,
    code: &'static str,
    violation: Violation,
}

/// Everything wrong with a pod, each thing once.
fn problems(pod: &Value, version: KubernetesVersion) -> Vec<Problem> {
    let error = |code| move |violation| Problem { severity: Severity::Error, code, violation };
    let rules =
        validate::shape(Kind::Pod, pod).into_iter().chain(validate::object_for(Kind::Pod, pod, version));
    let mut problems: Vec<Problem> = rules.map(error("result-invalid")).collect();
    problems.extend(images(pod).into_iter().map(error("image-reference")));
    // An item of which something was said already is not said to be there twice as well.
    let said =
        |problems: &[Problem], at: &str| problems.iter().any(|one| one.violation.field.starts_with(at));
    for violation in validate::applied(Kind::Pod, pod, version) {
        if violation.reason != Reason::Duplicate || !said(&problems, &violation.field) {
            problems.push(error("result-unappliable")(violation));
        }
    }
    for violation in validate::warnings(Kind::Pod, pod, version) {
        if !said(&problems, violation.field.trim_end_matches(".name")) {
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
        .collect()
}

/// Fields about which enough was said.
fn told(findings: &[Finding]) -> Vec<String> {
    let codes = [overlay::RESERVED, overlay::SIDECAR_UNDER_CONTAINERS];
    let found = findings.iter().filter(|finding| codes.contains(&finding.code.as_str()));
    found.filter_map(|finding| finding.object_path.clone()).collect()
}

/// A field of the configuration, and for an overlay the place in its text.
type Place = (String, Option<Position>);

/// The overlay that caused a violation, or the setting, where the pod has it without overlays.
fn place(
    violation: &Violation,
    manifests: &Manifests,
    patches: &[Patch],
    generated: bool,
    locate: bool,
) -> Place {
    let path = violation.field.parse::<Path>().unwrap_or_default();
    if generated {
        return (setting::of(&path, &manifests.pod), None);
    }
    match overlay::origin(patches, &manifests.pod, &path) {
        Some((patch, place)) => {
            let position = if locate { yaml::locate(&patch.text, place.segments()) } else { None };
            (patch.field.to_owned(), position)
        }
        None => (patches.last().map_or("instance.overlay", |patch| patch.field).to_owned(), None),
    }
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
