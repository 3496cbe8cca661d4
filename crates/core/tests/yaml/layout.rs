//! How a manifest looks.

use serde_json::{Value, json};
use slipway_core::yaml::write;

fn pod() -> Value {
    json!({
        "spec": {
            "volumes": [{"emptyDir": {}, "name": "data"}],
            "containers": [{
                "volumeMounts": [{"readOnly": true, "name": "data", "mountPath": "/data"}],
                "resources": {"requests": {"memory": "1Gi", "cpu": "1"}, "limits": {"memory": "2Gi", "cpu": "500m"}},
                "image": "docker:29-dind",
                "args": ["--tls=false", "-c", "echo: it's \"x\""],
                "env": [{"value": "", "name": "DOCKER_TLS_CERTDIR"}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
                "name": "agent",
                "startupProbe": {"periodSeconds": 2, "exec": {"command": ["stat", "/dind-only/docker.sock"]}},
                "command": ["sh", "-c", "set -e\nexec dockerd\n"],
            }],
            "initContainers": [{"restartPolicy": "Always", "image": "d", "name": "docker", "securityContext": {"privileged": true}}],
            "restartPolicy": "Always",
            "securityContext": {"fsGroup": 1000},
            "tolerations": [{"value": "x", "effect": "NoSchedule", "operator": "Equal", "key": "ci"}],
        },
        "status": {},
        "metadata": {"labels": {"name": "x", "app": "a"}, "uid": "u", "namespace": "ci", "name": "agent-x"},
        "kind": "Pod",
        "apiVersion": "v1",
    })
}

const EXPECTED: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: agent-x
  namespace: ci
  labels:
    app: a
    name: x
  uid: u
spec:
  restartPolicy: Always
  tolerations:
  - key: ci
    operator: Equal
    value: x
    effect: NoSchedule
  securityContext:
    fsGroup: 1000
  initContainers:
  - name: docker
    image: d
    restartPolicy: Always
    securityContext:
      privileged: true
  containers:
  - name: agent
    image: docker:29-dind
    command:
    - sh
    - -c
    - |
      set -e
      exec dockerd
    args:
    - --tls=false
    - -c
    - 'echo: it''s "x"'
    env:
    - name: DOCKER_TLS_CERTDIR
      value: ""
    - name: B
      valueFrom:
        secretKeyRef:
          name: s
          key: k
    resources:
      limits:
        cpu: 500m
        memory: 2Gi
      requests:
        cpu: "1"
        memory: 1Gi
    volumeMounts:
    - name: data
      mountPath: /data
      readOnly: true
    startupProbe:
      exec:
        command:
        - stat
        - /dind-only/docker.sock
      periodSeconds: 2
  volumes:
  - name: data
    emptyDir: {}
status: {}
"#;

#[test]
fn a_pod_is_laid_out_for_people() {
    assert_eq!(write(&pod()), EXPECTED);
}

#[test]
fn quotes_stand_only_where_needed() {
    let plain = [
        "a",
        "a b",
        "docker:29-dind",
        "tcp://localhost:2376",
        "--tls=false",
        "-c",
        "/var/run",
        "500m",
        "1.5Gi",
        "10.0.0.1",
        "1.2.3",
        "a#b",
        "a:b",
        "key=value",
        "yesterday",
        "$(POD_NAME)",
        "v1",
        "é",
        "*.x".trim_start_matches('*'),
        "127.0.0.1:80",
    ];
    for text in plain {
        assert_eq!(write(&json!(text)), format!("{text}\n"));
    }
    let quoted = [
        ("yes", "\"yes\""),
        ("0644", "\"0644\""),
        ("1_000", "\"1_000\""),
        ("1.30", "\"1.30\""),
        ("", "\"\""),
        ("y", "\"y\""),
        ("a: b", "\"a: b\""),
        ("*.example.com", "\"*.example.com\""),
        ("{\"a\": 1}", "'{\"a\": 1}'"),
        ("\u{1b}[0m", "\"\\x1b[0m\""),
        ("=", "\"=\""),
        ("<<", "\"<<\""),
        ("~", "\"~\""),
        ("2001-01-01", "\"2001-01-01\""),
        ("12:30:45", "\"12:30:45\""),
    ];
    for (text, written) in quoted {
        assert_eq!(write(&json!(text)), format!("{written}\n"));
    }
}
