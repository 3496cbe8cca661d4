//! What is known: presets, the cases of the goldens with their overlays, merges as recorded, and texts made to hurt.

use std::path::PathBuf;

use serde_json::Value;
use slipway_core::preset;
use slipway_core::yaml::{self, Limits};

fn files(folder: &str) -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    #[expect(clippy::disallowed_methods, reason = "a test reads its data")]
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Small ones, for each mutation to make something of.
const HOSTILE: [&str; 16] = [
    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a: &a {b: c}\nd: {<<: *a, e: f}\ng: {<<: [*a, *a]}\n",
    "a: !!set {b, c}\nd: !!str 5\n",
    "%YAML 1.1\n%TAG !e! tag:example.com,2000:\n---\na: !e!x [1]\n",
    "--- |\n a\n--- >\n b\n...\n---\nc: 1\n",
    "? - - a\n: - b\n",
    "\"\\e]0;x\\a\": \"\\0\\u202e\\x9b\"\n",
    "containers: [{name: docker, $patch: delete}, {name: a, env: [{name: B, value: yes}]}]\n",
    "spec: {$setElementOrder/volumes: [{name: a}, {name: home}], volumes: [{name: a, emptyDir: {}}]}\n",
    "securityContext: {$retainKeys: [fsGroup], fsGroup: 1}\n",
    "metadata: {finalizers: [a/b], $deleteFromPrimitiveList/finalizers: [c]}\n",
    "containers:\n- name: docker\n  resources: {limits: {cpu: 1000m, memory: 1e9}, requests: {memory: 0.5Gi}}\n",
    "{\"a\": \"\\ud83d\\ude00\\/\", \"b\": [1e3, -0, 1.5, null, true]}",
    "a: |2-\n   b\n\n  c\nd: >+\n e\n\n",
    "'a': 'b''c'\n\"d\": \"e\\\n  f\"\n",
    "volumes: [{name: q, quobyte: {registry: ',,', volume: v}}]\ntolerations: [{}]\n",
];

/// Every text.
pub(crate) fn texts() -> Vec<String> {
    let presets =
        preset::all().iter().map(|preset| yaml::write(&serde_json::to_value(&preset.config).unwrap()));
    let cases = files("tests/cases");
    let overlays: Vec<String> = cases.iter().flat_map(|text| overlays_in(text)).collect();
    let hostile = HOSTILE.iter().map(|text| (*text).to_owned());
    presets.chain(cases.clone()).chain(overlays).chain(files("tests/vectors/smp")).chain(hostile).collect()
}

fn overlays_in(text: &str) -> Vec<String> {
    let document = yaml::read(text, &Limits::default()).unwrap();
    let overlay = |part: &str| Some(document.get(part)?.get("overlay").and_then(Value::as_str)?.to_owned());
    ["image", "instance"].into_iter().filter_map(overlay).collect()
}
