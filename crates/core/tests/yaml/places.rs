use slipway_core::finding::Position;
use slipway_core::path::Path;
use slipway_core::yaml::locate;

const TEXT: &str = "\
spec:
  containers:
  - name: agent
    resources:
      limits: {cpu: 1, memory: 2Gi}
  - image: x
    name: docker
metadata:
  labels:
    a/b.c: é
    \"yes\": 1
";

#[test]
fn a_field_is_found_where_its_key_or_item_stands() {
    let cases = [
        ("spec", 1, 1),
        ("spec.containers", 2, 3),
        ("spec.containers[0]", 3, 5),
        ("spec.containers[0].name", 3, 5),
        ("spec.containers[0].resources.limits", 5, 7),
        ("spec.containers[0].resources.limits.memory", 5, 24),
        ("spec.containers[1].name", 7, 5),
        ("metadata.labels[a/b.c]", 10, 5),
        ("metadata.labels.yes", 11, 5),
        // What is not there: the nearest thing around it.
        ("spec.containers[0].image", 3, 5),
        ("spec.containers[7].image", 2, 3),
        ("spec.containers[1].resources.limits.cpu", 6, 5),
        ("status", 1, 1),
        ("", 1, 1),
    ];
    for (path, line, column) in cases {
        let path: Path = path.parse().unwrap();
        assert_eq!(locate(TEXT, &path), Some(Position { line, column }), "{path}");
    }
}

#[test]
fn an_empty_text_has_no_places() {
    let path: Path = "a.b".parse().unwrap();
    assert_eq!(locate("", &path), None);
    assert_eq!(locate("@", &path), None);
}
