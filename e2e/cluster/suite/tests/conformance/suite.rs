//! The whole suite on one cluster: every file, every case, and what differs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use cluster_suite::{Cluster, in_place};
use futures::StreamExt;

use crate::document::{Case, Document, Step};
use crate::play::play;

/// Set to write down what the cluster answers instead of comparing.
const RECORD: &str = "SLIPWAY_TEST_RECORD";
/// Set to play only the files with this in their name.
const ONLY: &str = "SLIPWAY_TEST_CASES";

/// Plays every file of a folder, `at_once` cases at a time.
///
/// # Panics
/// With every difference, when there are any.
pub(crate) async fn check(cluster: Cluster, folder: &str, at_once: usize) {
    let cluster = Arc::new(cluster);
    let files = files(folder);
    assert!(!files.is_empty(), "no cases in {folder}");
    let mut differences = Vec::new();
    for file in files {
        differences.extend(check_file(&cluster, &file, at_once).await);
    }
    assert!(differences.is_empty(), "{} differences\n\n{}", differences.len(), differences.join("\n\n"));
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let only = env::var(ONLY).unwrap_or_default();
    let entries = fs::read_dir(&folder).expect("the folder of cases");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".txt") && file.to_string_lossy().contains(&only));
    files.sort();
    files
}

async fn check_file(cluster: &Arc<Cluster>, file: &Path, at_once: usize) -> Vec<String> {
    let mut document = Document::parse(&fs::read_to_string(file).expect("the file"));
    let plays = document
        .cases
        .iter()
        .map(|case| async { in_place(cluster, async |place| play(place, case).await).await });
    let answers: Vec<Vec<String>> = futures::stream::iter(plays).buffered(at_once).collect().await;
    let on_sandbox = cluster.is_sandbox();
    if env::var_os(RECORD).is_some() {
        record(&mut document, answers, on_sandbox);
        fs::write(file, document.write()).expect("the file to be written");
        return Vec::new();
    }
    let title = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut differences = Vec::new();
    for (case, answers) in document.cases.iter().zip(&answers) {
        let mut differ = compare(&title, case, answers, on_sandbox);
        if !differ.is_empty() && !on_sandbox {
            // A real cluster's seconds and passes fall as they like; what is really different is so again.
            eprintln!("once:\n{}", differ.join("\n\n"));
            let again = in_place(cluster, async |place| play(place, case).await).await;
            differ = compare(&title, case, &again, on_sandbox);
        }
        differences.extend(differ);
    }
    differences
}

/// A real cluster says what is expected; the sandbox only what is known to differ.
fn record(document: &mut Document, answers: Vec<Vec<String>>, on_sandbox: bool) {
    for (case, answers) in document.cases.iter_mut().zip(answers) {
        for (step, answer) in case.steps.iter_mut().zip(answers) {
            match &mut step.sandbox {
                Some((_, known)) if on_sandbox => *known = answer,
                None if on_sandbox => {}
                _ => step.expected = answer,
            }
        }
    }
}

fn compare(file: &str, case: &Case, answers: &[String], on_sandbox: bool) -> Vec<String> {
    let steps = case.steps.iter().zip(answers);
    let differ = steps.filter(|(step, answer)| expected(step, on_sandbox) != answer.as_str());
    differ
        .map(|(step, answer)| {
            let expected = expected(step, on_sandbox);
            format!("{file}: {}\n{}\n{}", case.name, step.request, difference(expected, answer))
        })
        .collect()
}

fn expected(step: &Step, on_sandbox: bool) -> &str {
    match &step.sandbox {
        Some((_, answer)) if on_sandbox => answer,
        _ => &step.expected,
    }
}

/// The lines that only one of two texts has.
fn difference(expected: &str, answer: &str) -> String {
    let (expected, answer): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), answer.lines().collect());
    let missing = expected.iter().filter(|line| !answer.contains(line)).map(|line| format!("  - {line}"));
    let added = answer.iter().filter(|line| !expected.contains(line)).map(|line| format!("  + {line}"));
    let lines: Vec<String> = missing.chain(added).collect();
    if lines.is_empty() { format!("  in another order:\n{}", answer.join("\n")) } else { lines.join("\n") }
}

/// Every known difference is explained in the guide.
///
/// # Panics
/// When one is not.
pub(crate) fn check_guide(folder: &str) {
    let guide = include_str!("../../../../../docs/sandbox.md");
    let documents =
        files(folder).into_iter().map(|file| Document::parse(&fs::read_to_string(file).expect("the file")));
    let steps = documents.flat_map(|document| document.cases).flat_map(|case| case.steps);
    let reasons = steps.filter_map(|step| step.sandbox.map(|(reason, _)| reason));
    let missing: Vec<String> = reasons.filter(|reason| !guide.contains(reason.as_str())).collect();
    assert!(missing.is_empty(), "not in docs/sandbox.md: {missing:#?}");
}
