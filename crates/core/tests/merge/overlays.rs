use serde_json::Value;
use slipway_core::merge::overlay;
use slipway_core::yaml::{Limits, read, write};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  containers:
  - name: docker
    image: docker:dind
    resources:
      limits: {cpu: 500m, memory: 1Gi}
      requests: {cpu: 250m, memory: 512Mi}
  - name: bamboo-agent
    image: bamboo
    resources:
      limits: {cpu: \"1\", memory: 2Gi}
      requests: {cpu: 500m, memory: 1Gi}
";

fn yaml(text: &str) -> Value {
    read(text, &Limits::default()).unwrap()
}

fn resources(snippet: &str) -> String {
    let merged = overlay(&yaml(POD), &yaml(snippet)).unwrap();
    let containers = merged["spec"]["containers"].as_array().unwrap();
    containers
        .iter()
        .map(|container| write(&serde_json::json!({"of": container["name"], "is": container["resources"]})))
        .collect()
}

#[test]
fn one_containers_resources_are_raised() {
    let snippet = "containers:\n- name: docker\n  resources:\n    limits:\n      memory: 8Gi\n    requests:\n      memory: 4Gi\n";
    let expected = "\
is:
  limits:
    cpu: 500m
    memory: 8Gi
  requests:
    cpu: 250m
    memory: 4Gi
of: docker
is:
  limits:
    cpu: \"1\"
    memory: 2Gi
  requests:
    cpu: 500m
    memory: 1Gi
of: bamboo-agent
";
    assert_eq!(resources(snippet), expected);
    let from_spec: String = "spec:\n"
        .chars()
        .chain(snippet.lines().flat_map(|l| format!("  {l}\n").chars().collect::<Vec<_>>()))
        .collect();
    assert_eq!(resources(&from_spec), expected);
}

#[test]
fn limits_left_empty_are_lifted() {
    let snippet = "containers:\n- name: docker\n  resources:\n    limits:\n    requests:\n- name: bamboo-agent\n  resources:\n    limits:\n";
    let expected = "is: {}\nof: docker\nis:\n  requests:\n    cpu: 500m\n    memory: 1Gi\nof: bamboo-agent\n";
    assert_eq!(resources(snippet), expected);
}

#[test]
fn an_empty_overlay_changes_nothing() {
    for snippet in ["", "spec:\n", "{}", "# only a comment\n", "metadata:\nspec:\n"] {
        assert_eq!(overlay(&yaml(POD), &yaml(snippet)), Ok(yaml(POD)), "{snippet:?}");
    }
}

#[test]
fn errors_name_the_place_in_the_snippet() {
    let cases = [
        ("- a", "an overlay is a mapping of pod spec fields, such as containers:"),
        ("kind: Deployment\nspec: {}", "kind: an overlay changes a Pod, and this is a Deployment"),
        (
            "containers:\n- name: docker\n- image: b",
            "containers[1]: map: map[image:b] does not contain declared merge key: name",
        ),
        (
            "spec:\n  containers:\n  - image: b",
            "spec.containers[0]: map: map[image:b] does not contain declared merge key: name",
        ),
        (
            "containers:\n- name: docker\n  env: x\n  $patch: foo\n",
            "containers[0]: unknown patch type: foo in map: map[$patch:foo env:x name:docker]",
        ),
        (
            "securityContext:\n  $retainKeys: 1",
            "securityContext.$retainKeys: invalid patch format of retainKeys",
        ),
    ];
    for (snippet, sentence) in cases {
        let pod = yaml(&(POD.to_owned() + "  securityContext: {fsGroup: 1}\n"));
        assert_eq!(overlay(&pod, &yaml(snippet)).unwrap_err().to_string(), sentence, "{snippet}");
    }
}
