use slipway_core::path::{Path, Segment};

fn path(segments: &[Segment]) -> Path {
    segments.iter().cloned().collect()
}

#[test]
fn a_path_is_written_as_the_api_server_writes_it_and_reads_back() {
    let cases = [
        (path(&[]), ""),
        (path(&["spec".into(), "containers".into(), 0.into(), "image".into()]), "spec.containers[0].image"),
        (path(&["metadata".into(), "labels".into(), "a/b.c".into()]), "metadata.labels[a/b.c]"),
        (path(&["data".into(), ".dockerconfigjson".into()]), "data[.dockerconfigjson]"),
        (path(&["a".into(), "0".into(), 0.into()]), "a[\"0\"][0]"),
        (path(&["a".into(), "x]\"\\".into(), "b".into()]), "a[\"x]\\\"\\\\\"].b"),
        (path(&["a".into(), "".into()]), "a[\"\"]"),
        (path(&[1.into(), "b".into()]), "[1].b"),
    ];
    for (path, text) in cases {
        assert_eq!(path.to_string(), text);
        assert_eq!(text.parse::<Path>().unwrap(), path, "{text}");
    }
}

#[test]
fn a_broken_path_says_why() {
    for text in [".a", "a..b", "a[0", "a[\"x", "a[0]b", "a."] {
        assert!(text.parse::<Path>().is_err(), "{text}");
    }
}

#[test]
fn a_path_finds_its_value() {
    let object = serde_json::json!({"spec": {"containers": [{"image": "a"}]}});
    let at = |text: &str| text.parse::<Path>().unwrap().find(&object).cloned();
    assert_eq!(at("spec.containers[0].image"), Some("a".into()));
    assert_eq!(at("spec.containers[1]"), None);
    assert_eq!(at("spec.containers.image"), None);
}
