use serde_json::Value;
use slipway_core::names::{self, Check};

const VECTORS: &str = include_str!("../vectors/names.json");

type Rule = (&'static str, fn(&str) -> Check);

/// The rules the core needs; the vectors hold more.
const RULES: [Rule; 11] = [
    ("IsDNS1123Label", names::dns1123_label),
    ("IsDNS1123Subdomain", names::dns1123_subdomain),
    ("IsDNS1035Label", names::dns1035_label),
    ("IsValidPortName", names::port_name),
    ("IsQualifiedName", names::qualified_name),
    ("IsLabelKey", names::qualified_name),
    ("IsValidLabelValue", names::label_value),
    ("IsLabelValue", names::label_value),
    ("IsHTTPHeaderName", names::http_header_name),
    ("IsConfigMapKey", names::config_map_key),
    ("IsRelaxedEnvVarName", names::env_var_name_relaxed),
];

fn list<'v>(rule: &'v Value, which: &str) -> &'v [Value] {
    rule.get(which).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[test]
fn every_rule_judges_its_vectors_as_the_api_server_does() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    for (name, check) in RULES {
        let rule = &vectors["rules"][name];
        assert!(!list(rule, "valid").is_empty(), "{name} has vectors");
        for value in list(rule, "valid") {
            let value = value.as_str().unwrap();
            assert_eq!(check(value), Ok(()), "{name} {value:?}");
        }
        for value in list(rule, "invalid") {
            let value = value.as_str().unwrap();
            assert!(check(value).is_err(), "{name} takes {value:?}");
        }
    }
}

#[test]
fn port_numbers_are_judged_as_the_api_server_does() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let rule = &vectors["rules"]["IsValidPortNum"];
    let number = |v: &Value| v.as_i64().or_else(|| v.as_str()?.parse().ok()).unwrap();
    assert!(list(rule, "valid").iter().all(|v| names::port_number(number(v)).is_ok()));
    assert!(list(rule, "invalid").iter().all(|v| names::port_number(number(v)).is_err()));
}

#[test]
fn the_sentences_are_the_api_servers() {
    let said = |check: Check| check.unwrap_err();
    assert_eq!(
        said(names::dns1123_label("Agent")),
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end \
         with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
         '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    );
    assert_eq!(said(names::dns1123_label("a.b")), "must not contain dots");
    assert_eq!(said(names::port_number(0)), "must be between 1 and 65535, inclusive");
    assert_eq!(said(names::user_id(-1)), "must be between 0 and 2147483647, inclusive");
    assert_eq!(said(names::config_map_key("..a")), "must not start with '..'");
    assert_eq!(said(names::qualified_name("/simple")), "prefix part must be non-empty");
    assert_eq!(
        said(names::env_var_name("1A")),
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must \
         not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is \
         '[-._a-zA-Z][-._a-zA-Z0-9]*')"
    );
}

#[test]
fn env_names_follow_the_old_rule() {
    for right in ["PATH", "my.env-name", "MY_ENV.NAME", "_", "-", "a1"] {
        assert_eq!(names::env_var_name(right), Ok(()), "{right}");
    }
    for wrong in ["", "1a", "a=b", "a b", ".", "..", "..a", "é"] {
        assert!(names::env_var_name(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_suggestion_is_a_right_name() {
    let cases = [
        ("My Agent_1", Some("my-agent-1")),
        ("--a--", Some("a")),
        ("agent", Some("agent")),
        ("***", None),
        ("Ärger", Some("rger")),
    ];
    for (typed, expected) in cases {
        assert_eq!(names::suggest_label(typed).as_deref(), expected, "{typed}");
    }
    let long = names::suggest_label(&"a-".repeat(60)).unwrap();
    assert_eq!(names::dns1123_label(&long), Ok(()));
}

#[test]
fn mount_paths_are_absolute() {
    assert_eq!(names::absolute_path("/var/run"), Ok(()));
    for wrong in ["", "var", "/a/../b", "/a:b"] {
        assert!(names::absolute_path(wrong).is_err(), "{wrong}");
    }
}
