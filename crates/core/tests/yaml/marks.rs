//! The highlighted form: the same text, and marks that cover it.

use serde_json::{Value, json};
use slipway_core::yaml::{Highlighted, TokenKind, highlight, write_all};

fn documents() -> Vec<Value> {
    vec![
        json!({
            "kind": "Pod",
            "metadata": {"labels": {"a/b.c": "yes"}, "annotations": {}},
            "spec": {"containers": [
                {"name": "agent", "env": [{"name": "A", "value": "a\nb\n"}], "args": []},
                {"name": "docker", "securityContext": {"privileged": true}, "x": [[1, null], 2.5]},
            ]},
        }),
        json!(["a", {"b": 1}]),
    ]
}

#[test]
fn the_text_is_what_write_gives_and_the_marks_cover_it() {
    let marked = highlight(&documents());
    assert_eq!(marked.text, write_all(&documents()));
    let joined: String = marked.lines.iter().map(|line| marked.line_text(line).to_owned() + "\n").collect();
    assert_eq!(joined, marked.text);
    for line in &marked.lines {
        let mut rest = marked.line_text(line).to_owned();
        assert_eq!(rest.len() - rest.trim_start_matches(' ').len(), line.indent, "{rest:?}");
        for token in line.tokens.iter().rev() {
            rest.replace_range(token.range.start - line.range.start..token.range.end - line.range.start, "");
        }
        assert!(rest.chars().all(|c| c == ' '), "left without a mark: {rest:?}");
    }
}

fn described(marked: &Highlighted) -> Vec<String> {
    let lines = marked.lines.iter();
    lines
        .map(|line| {
            format!("{} {}: {}", marked.document(line), marked.path(line), marked.line_text(line).trim())
        })
        .collect()
}

#[test]
fn every_line_knows_its_field() {
    let expected = [
        "0 kind: kind: Pod",
        "0 metadata: metadata:",
        "0 metadata.labels: labels:",
        "0 metadata.labels[a/b.c]: a/b.c: \"yes\"",
        "0 metadata.annotations: annotations: {}",
        "0 spec: spec:",
        "0 spec.containers: containers:",
        "0 spec.containers[0].name: - name: agent",
        "0 spec.containers[0].args: args: []",
        "0 spec.containers[0].env: env:",
        "0 spec.containers[0].env[0].name: - name: A",
        "0 spec.containers[0].env[0].value: value: |",
        "0 spec.containers[0].env[0].value: a",
        "0 spec.containers[0].env[0].value: b",
        "0 spec.containers[1].name: - name: docker",
        "0 spec.containers[1].securityContext: securityContext:",
        "0 spec.containers[1].securityContext.privileged: privileged: true",
        "0 spec.containers[1].x: x:",
        "0 spec.containers[1].x[0][0]: - - 1",
        "0 spec.containers[1].x[0][1]: - null",
        "0 spec.containers[1].x[1]: - 2.5",
        "0 : ---",
        "1 [0]: - a",
        "1 [1].b: - b: 1",
    ];
    assert_eq!(described(&highlight(&documents())), expected);
}

#[test]
fn a_field_knows_its_line() {
    let marked = highlight(&documents());
    let cases = [
        (0, "spec.containers[1]", "- name: docker"),
        (0, "spec.containers[0].env[0].value", "value: |"),
        (0, "spec.containers[0].env[7].value", "env:"),
        (0, "spec.volumes", "spec:"),
        (1, "[1]", "- b: 1"),
    ];
    for (document, path, text) in cases {
        let line = marked.line_of(document, &path.parse().unwrap()).unwrap();
        assert_eq!(marked.line_text(&marked.lines[line]).trim(), text, "{path}");
    }
    assert_eq!(marked.line_of(2, &"a".parse().unwrap()), None);
}

#[test]
fn tokens_have_their_kinds() {
    let marked = highlight(&[json!({"a": ["x", 1, true, null, {}]})]);
    let kinds: Vec<_> = marked
        .lines
        .iter()
        .flat_map(|line| &line.tokens)
        .map(|token| (token.kind, marked.token_text(token)))
        .collect();
    use TokenKind::{Bool, Key, Null, Number, Punctuation, String};
    let item = (Punctuation, "- ");
    let expected = [
        (Key, "a"),
        (Punctuation, ":"),
        item,
        (String, "x"),
        item,
        (Number, "1"),
        item,
        (Bool, "true"),
        item,
        (Null, "null"),
        item,
        (Punctuation, "{}"),
    ];
    assert_eq!(kinds, expected);
}
