//! Every preset and every case against its golden file. `UPDATE_GOLDENS=1` writes them anew.
#![expect(clippy::disallowed_methods, reason = "a test reads files; the core it tests does not")]
#![cfg(not(target_arch = "wasm32"))]

mod golden;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

#[test]
fn every_preset_and_case_is_as_its_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let update = env::var_os("UPDATE_GOLDENS").is_some();
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    for (name, text) in golden::all() {
        let file = folder.join(format!("{name}.txt"));
        if update {
            fs::write(&file, &text).unwrap();
        }
        if fs::read_to_string(&file).unwrap_or_default() != text {
            wrong.push(name.clone());
        }
        known.insert(file);
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if !known.contains(&path) {
            wrong.push(format!("{} belongs to nothing", path.display()));
        }
    }
    assert!(wrong.is_empty(), "look at the difference with UPDATE_GOLDENS=1 and git diff: {wrong:#?}");
}
