use crate::support::{Output, Scratch, slipway, with_input};

const POD: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  containers:
  - name: docker
    image: docker:dind
  - name: agent
    image: agent:1
    resources:
      limits:
        cpu: "1"
        memory: 1Gi
      requests:
        cpu: 500m
"#;

fn merge(name: &str, patch: &str, more: &[&str]) -> Output {
    let base = Scratch::new(&format!("{name}.yaml"), POD);
    let mut arguments = vec!["merge", base.path(), "-"];
    arguments.extend(more);
    with_input(&arguments, patch)
}

#[test]
fn one_container_gets_more_memory() {
    let patch = "spec:\n  containers:\n  - name: agent\n    resources:\n      limits:\n        memory: 4Gi\n";
    let output = merge("memory", patch, &[]);
    assert_eq!((output.code, output.out), (0, POD.replace("memory: 1Gi", "memory: 4Gi")), "{}", output.err);
}

#[test]
fn empty_limits_and_requests_are_lifted() {
    let patch = "spec:\n  containers:\n  - name: agent\n    resources:\n      limits:\n      requests:\n";
    let output = merge("lifted", patch, &["--output", "json"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let merged: serde_json::Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!(merged["spec"]["containers"][1]["resources"], serde_json::json!({}));
    assert_eq!(merged["spec"]["containers"][0]["image"], "docker:dind");
}

#[test]
fn what_cannot_be_merged_names_the_file() {
    let output = merge("broken", "spec: [", &[]);
    assert_eq!((output.code, output.out.as_str()), (1, ""));
    assert!(output.err.starts_with("-: "), "{}", output.err);
    let both = slipway(&["merge", "-", "-"]);
    assert_eq!(both.code, 1);
    assert!(both.err.starts_with("patch: "), "{}", both.err);
    let missing = slipway(&["merge", "/nonexistent", "-"]);
    assert_eq!((missing.code, missing.err.as_str()), (1, "/nonexistent: there is no such file.\n"));
}

#[test]
fn the_kind_of_the_object_says_how_its_lists_merge() {
    let check = |name: &str, base: &str, code: i32, says: &str| {
        let base = Scratch::new(&format!("{name}.yaml"), base);
        let output = with_input(&["merge", base.path(), "-"], "metadata: {finalizers: [b]}\n");
        assert_eq!(output.code, code, "{}", output.err);
        assert!(format!("{}{}", output.out, output.err).contains(says), "{}{}", output.out, output.err);
    };
    let claim = "kind: PersistentVolumeClaim\nmetadata:\n  finalizers: [a]\n";
    check("claim", claim, 0, "- b\n  - a\n");
    check(
        "deployment",
        "kind: Deployment\nspec: {}\n",
        1,
        "how the lists of a Deployment merge is not known here",
    );
    check("empty", "", 1, "empty.yaml: this is no object");
}
