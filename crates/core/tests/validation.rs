//! Objects and what Kubernetes 1.36.3 says of them: the expected errors, defaults and pod security reasons in
//! `data/` were written by Kubernetes' own code (`pkg/apis/core/validation`, `pkg/apis/core/v1`,
//! `k8s.io/pod-security-admission`), and the recordings and `answers.json` are answers of its API server.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use serde_json::{Value, json};
use slipway_core::target::KubernetesVersion;
use slipway_core::validate::{
    Kind, Level, PodSecurity, Reason, Violation, defaulted, object, object_for, pod_security, shape, warnings,
};

fn cases(text: &str) -> Vec<Value> {
    let mut cases: Value = serde_json::from_str(text).unwrap();
    expand(&mut cases);
    cases.as_array().unwrap().clone()
}

/// `{repeat x 64}` within a text stands for 64 of them.
fn expand(value: &mut Value) {
    match value {
        Value::String(text) => *text = expanded(text),
        Value::Array(items) => items.iter_mut().for_each(expand),
        Value::Object(fields) => {
            let old = std::mem::take(fields);
            fields.extend(old.into_iter().map(|(key, mut value)| {
                expand(&mut value);
                (expanded(&key), value)
            }));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn expanded(text: &str) -> String {
    let Some((before, rest)) = text.split_once("{repeat ") else { return text.to_owned() };
    let (repeat, after) = rest.split_once('}').unwrap();
    let (letter, count) = repeat.split_once(' ').unwrap();
    format!("{before}{}{}", letter.repeat(count.parse().unwrap()), expanded(after))
}

fn kind(object: &Value) -> Kind {
    let kinds = [Kind::Pod, Kind::PersistentVolumeClaim, Kind::Secret];
    kinds.into_iter().find(|kind| object["kind"] == kind.as_str()).unwrap()
}

fn lines(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(|one| format!("{} {}: {}", one.reason.as_str(), one.field, one.message)).collect()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_rule_says_what_the_api_server_says() {
    let cases = cases(include_str!("data/validation.json"));
    let mut wrong = Vec::new();
    for case in &cases {
        let found = lines(&object(kind(&case["object"]), &case["object"]));
        let expected = texts(&case["errors"]);
        if found != expected {
            wrong.push(format!("{}\n  found    {found:#?}\n  expected {expected:#?}", case["name"]));
        }
    }
    assert!(cases.len() > 150, "{} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_answer_of_an_api_server_is_foreseen() {
    let cases = cases(include_str!("data/answers.json"));
    for case in &cases {
        let unreadable = shape(kind(&case["object"]), &case["object"]);
        let mut found = match unreadable.first() {
            Some(first) => vec![format!("unreadable: {}", first.message)],
            None => lines(&object(kind(&case["object"]), &case["object"])),
        };
        found.sort();
        assert_eq!(found, texts(&case["errors"]), "{}", case["name"]);
    }
    assert!(cases.len() > 50, "{} cases", cases.len());
}

#[test]
fn people_are_told_without_regular_expressions() {
    for case in cases(include_str!("data/validation.json")) {
        for violation in object(kind(&case["object"]), &case["object"]) {
            let sentence = &violation.sentence;
            let plain = !sentence.contains("regex") && !sentence.contains('`') && sentence.ends_with('.');
            assert!(plain && sentence.len() > 10, "{}: {sentence}", case["name"]);
        }
    }
}

#[test]
fn the_recorded_refusal_is_repeated_exactly() {
    let pod = json!({"metadata": {"name": "invalid-many", "namespace": "rec"}, "spec": {"containers": [
        {"name": "Bad_Name", "image": "", "ports": [{"containerPort": 70000}], "env": [{"name": "a=b", "value": "x"}],
         "resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}},
        {"name": "b", "image": "busybox:local", "volumeMounts": [{"name": "nope", "mountPath": "/x"}]}]}});
    let recorded: Value = serde_json::from_str(include_str!("recordings/errors/invalid-many.json")).unwrap();
    let found: Vec<Value> = object(Kind::Pod, &pod)
        .into_iter()
        .map(|one| json!({"reason": one.reason.as_str(), "message": one.message, "field": one.field}))
        .collect();
    assert_eq!(Value::Array(found), recorded["details"]["causes"]);
}

#[test]
fn defaults_are_those_of_the_api_server() {
    for case in cases(include_str!("data/defaults.json")) {
        let given = &case["object"];
        assert_eq!(defaulted(kind(given), given), case["defaulted"], "{}", case["name"]);
    }
}

#[test]
fn pod_security_reasons_are_those_of_the_admission_controller() {
    for case in cases(include_str!("data/pod_security.json")) {
        let pod = &case["object"];
        for (level, field) in [(Level::Baseline, "baseline"), (Level::Restricted, "restricted")] {
            assert_eq!(PodSecurity::violations(pod, level), texts(&case[field]), "{} {field}", case["name"]);
        }
        let level = match (texts(&case["baseline"]).is_empty(), texts(&case["restricted"]).is_empty()) {
            (false, _) => Level::Privileged,
            (true, false) => Level::Baseline,
            (true, true) => Level::Restricted,
        };
        assert_eq!(pod_security(pod).level, level, "{}", case["name"]);
    }
}

#[test]
fn the_recorded_pod_security_refusal_is_repeated_exactly() {
    let recording: Value = serde_json::from_str(include_str!("recordings/pods/sidecar-ok.json")).unwrap();
    let recorded: Value = serde_json::from_str(include_str!("recordings/errors/psa.json")).unwrap();
    let refusal = PodSecurity::refusal(&recording["pod"], Level::Restricted);
    assert_eq!(refusal.as_deref(), recorded["message"].as_str());
}

macro_rules! recorded_pods {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("recordings/pods/", $name, ".json")))),*]
    };
}

#[test]
fn pods_that_ran_have_nothing_wrong() {
    let pods = recorded_pods!(
        "command-not-found" "crash-loop" "done" "failed" "hostpath-socket" "image-invalid" "image-never"
        "image-not-found" "liveness-failing" "nonroot-violation" "oom" "pvc-missing" "pvc-pending"
        "readiness-failing" "running" "secret-missing-env" "secret-missing-volume" "selector" "sidecar-ok"
        "sidecar-oom" "sidecar-tcp-probe" "sidecar-unprivileged" "too-big"
    );
    for (name, text) in pods {
        let recording: Value = serde_json::from_str(text).unwrap();
        let pod = &recording["pod"];
        assert_eq!(lines(&object(Kind::Pod, pod)), Vec::<String>::new(), "{name}");
        assert_eq!(lines(&shape(Kind::Pod, pod)), Vec::<String>::new(), "{name}");
        // What the API server returned has its defaults already.
        assert_eq!(&defaulted(Kind::Pod, pod), pod, "{name}");
    }
}

/// A pod with one container that has `fields` besides a name and an image.
fn pod_with(fields: &Value) -> Value {
    let mut container = json!({"name": "agent", "image": "busybox:1"});
    container.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [container]}})
}

#[test]
fn rules_follow_the_version() {
    let sidecar = json!({"name": "docker", "image": "docker:29-dind", "restartPolicy": "Always",
        "startupProbe": {"exec": {"command": ["docker", "info"]}}});
    let mut with_sidecar = pod_with(&json!({}));
    with_sidecar["spec"]["initContainers"] = json!([sidecar]);
    let relaxed = pod_with(&json!({"env": [{"name": "1 a", "value": "x"}]}));
    let restart = pod_with(&json!({"restartPolicy": "Always"}));
    let sleep = pod_with(&json!({"lifecycle": {"preStop": {"sleep": {"seconds": 0}}}}));
    let mut address = pod_with(&json!({}));
    address["spec"]["hostAliases"] = json!([{"ip": "010.0.0.1"}]);
    for (name, pod, last_wrong, first_right) in [
        ("native sidecars", &with_sidecar, 28, 29),
        ("relaxed variable names", &relaxed, 31, 32),
        ("restart policies of containers", &restart, 34, 35),
        ("sleeping for no time", &sleep, 32, 33),
    ] {
        let count = |minor| object_for(Kind::Pod, pod, KubernetesVersion { major: 1, minor }).len();
        assert_eq!((count(last_wrong), count(first_right)), (1, 0), "{name}");
    }
    let mut unnamed = pod_with(&json!({}));
    unnamed["spec"]["resourceClaims"] = json!([{"resourceClaimName": "gpu"}]);
    let claimed = pod_with(&json!({"resources": {"claims": [{"name": "gpu"}]}}));
    let resized = pod_with(&json!({"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "Never"}]}));
    for (name, pod, last_right, first_wrong) in [
        ("leading zeros of addresses", &address, 35, 36),
        ("claims of devices", &unnamed, 33, 34),
        ("containers' claims of devices", &claimed, 33, 34),
        ("how containers are resized", &resized, 32, 33),
    ] {
        let count = |minor| object_for(Kind::Pod, pod, KubernetesVersion { major: 1, minor }).len();
        assert_eq!((count(last_right), count(first_wrong)), (0, 1), "{name}");
    }
}

#[test]
fn unknown_fields_and_wrong_types_have_their_paths() {
    for (fields, field, reason, message, sentence) in [
        (
            json!({"imagePullPolice": "x"}),
            "spec.containers[0].imagePullPolice",
            Reason::Unknown,
            "unknown field \"spec.containers[0].imagePullPolice\"",
            "There is no field \"imagePullPolice\" here: did you mean \"imagePullPolicy\"?",
        ),
        (
            json!({"env": [{"name": "X", "value": 8080}]}),
            "spec.containers[0].env[0].value",
            Reason::Type,
            "json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string",
            "value must be text (in YAML, put it in quotes), not the number 8080.",
        ),
        (
            json!({"ports": [{"containerPort": "80"}]}),
            "spec.containers[0].ports[0].containerPort",
            Reason::Type,
            "json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32",
            "containerPort must be a whole number without quotes, not the text \"80\".",
        ),
        (
            json!({"ports": [{"containerPort": 80.5}]}),
            "spec.containers[0].ports[0].containerPort",
            Reason::Type,
            "json: cannot unmarshal number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32",
            "containerPort must be a whole number without quotes, not the number 80.5.",
        ),
        (
            json!({"command": "sleep"}),
            "spec.containers[0].command",
            Reason::Type,
            "json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string",
            "command must be a list, not the text \"sleep\".",
        ),
        (
            json!({"securityContext": [1]}),
            "spec.containers[0].securityContext",
            Reason::Type,
            "json: cannot unmarshal array into Go struct field Container.spec.containers.securityContext of type v1.SecurityContext",
            "securityContext must be a mapping of fields, not a list.",
        ),
        (
            json!({"resources": {"limits": {"memory": "1gi"}}}),
            "spec.containers[0].resources.limits[memory]",
            Reason::Type,
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            "limits[memory] is not valid: \"1gi\" is not a quantity: write 1Gi.",
        ),
    ] {
        let expected = Violation {
            field: field.to_owned(),
            reason,
            message: message.to_owned(),
            sentence: sentence.to_owned(),
        };
        assert_eq!(shape(Kind::Pod, &pod_with(&fields)), [expected]);
    }
}

#[test]
fn empty_values_and_numbers_for_quantities_have_the_right_type() {
    for fields in [
        json!({"resources": {"limits": {"cpu": 2, "memory": "1Gi"}, "requests": null}}),
        json!({"livenessProbe": {"httpGet": {"port": "web"}}, "readinessProbe": {"httpGet": {"port": 80}}}),
        json!({"args": [], "env": null, "securityContext": {}}),
    ] {
        assert_eq!(shape(Kind::Pod, &pod_with(&fields)), []);
    }
}

#[test]
fn what_is_allowed_and_hardly_meant_is_warned_of() {
    let mounted = json!({"volumeMounts": [{"name": "v", "mountPath": "/a"}, {"name": "v", "mountPath": "/a/"},
        {"name": "v", "mountPath": "/b:c"}]});
    let mut long = pod_with(&json!({}));
    long["metadata"]["name"] = json!("a".repeat(70));
    for (minor, pod, expected) in [
        (36, pod_with(&json!({})), vec![]),
        (
            36,
            long,
            vec!["metadata.name: The name has 70 characters: the pod's host name is cut to 63 of them."],
        ),
        (
            36,
            pod_with(&json!({"resources": {"limits": {"memory": "400m"}, "requests": {"memory": "1Gi"}}})),
            vec![
                "spec.containers[0].resources.limits[memory]: memory of 400m is a fraction of a byte (\"m\" is a thousandth): 400Mi is probably meant.",
            ],
        ),
        (
            36,
            pod_with(&mounted),
            vec![
                "spec.containers[0].volumeMounts[1].mountPath: The mount paths \"/a\" and \"/a/\" are one directory: the second hides the first.",
                "spec.containers[0].volumeMounts[2].mountPath: The mount path \"/b:c\" has a \":\": the container runtime refuses it.",
            ],
        ),
        (
            33,
            pod_with(&json!({"env": [{"name": "1A"}, {"name": "B"}]})),
            vec![
                "spec.containers[0].env[0].name: The variable name \"1A\" has characters that clusters before 1.34 may refuse: use letters, digits, \"_\", \"-\" and \".\", and do not begin with a digit.",
            ],
        ),
        (34, pod_with(&json!({"env": [{"name": "1A"}, {"name": "B"}]})), vec![]),
        (
            36,
            pod_with(&json!({"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]})),
            vec![
                "spec.containers[0].env[1]: The variable \"A\" is set twice: the last one wins, and applying may drop the first.",
            ],
        ),
        (
            36,
            pod_with(&json!({"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)2"}]})),
            vec![],
        ),
    ] {
        let found = warnings(Kind::Pod, &pod, KubernetesVersion { major: 1, minor });
        let found: Vec<String> = found.iter().map(|one| format!("{}: {}", one.field, one.sentence)).collect();
        assert_eq!(found, expected);
    }
}
