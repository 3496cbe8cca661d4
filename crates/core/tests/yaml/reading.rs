//! What we read, what we refuse, and with which sentence.

use serde_json::{Value, json};
use slipway_core::yaml::{Limits, read, read_all, yaml11_surprises};

fn reads(text: &str) -> Value {
    read(text, &Limits::default()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// Recorded from `kubectl patch --local` 1.32: plain scalars and what it makes of them.
const AS_KUBECTL: &[(&str, &str)] = &[
    ("yes", "true"),
    ("y", "true"),
    ("n", "false"),
    ("Y", "true"),
    ("on", "true"),
    ("Off", "false"),
    ("nO", "\"nO\""),
    ("0644", "420"),
    ("+0644", "420"),
    ("0o17", "15"),
    ("0x1F", "31"),
    ("1_000", "1000"),
    ("1__0", "10"),
    ("08", "8"),
    ("09.5", "9.5"),
    ("1e3", "1000"),
    ("1.0", "1"),
    (".5", "0.5"),
    ("5.", "5"),
    ("+.5", "0.5"),
    ("-0", "0"),
    ("12:30:45", "\"12:30:45\""),
    ("2001-01-01", "\"2001-01-01\""),
    ("0b11", "3"),
    ("0B11", "3"),
    ("0X1F", "31"),
    ("1_0.5", "10.5"),
    ("1e-7", "1e-7"),
    ("~", "null"),
    ("\"\"", "\"\""),
    ("\"<<\"", "\"<<\""),
    ("=", "\"=\""),
    ("0x_1f", "31"),
    (".5_0", "0.5"),
    ("1e400", "\"1e400\""),
    ("123456789012345678901234567890", "1.2345678901234568e+29"),
    ("1e21", "1e+21"),
    ("-0b11", "-3"),
    ("0O17", "15"),
    ("_1", "\"_1\""),
    ("1_", "1"),
    ("0_7", "7"),
    ("._5", "\"._5\""),
    (".e5", "\".e5\""),
    ("+1", "1"),
    ("-.5", "-0.5"),
    (".1e3", "100"),
    ("0.", "0"),
    ("0.1_1", "0.11"),
    ("Infinity", "\"Infinity\""),
    ("+inf", "\"+inf\""),
    ("0x1p4", "\"0x1p4\""),
    ("1e+3", "1000"),
];

#[test]
fn plain_scalars_are_what_kubectl_reads() {
    for (plain, theirs) in AS_KUBECTL {
        let expected: Value = serde_json::from_str(theirs).unwrap();
        for text in [format!("a: {plain}"), format!("{{a: {plain}}}"), format!("a: &x {plain} # c\n")] {
            assert_eq!(reads(&text), json!({ "a": expected }), "{text}");
        }
        assert_eq!(reads(&format!("- {plain}")), json!([expected]), "{plain}");
    }
}

#[test]
fn quoted_and_blocks_are_text() {
    for word in ["yes", "0644", "1_000", "y", "null", "5"] {
        for text in [
            format!("a: '{word}'"),
            format!("a: \"{word}\""),
            format!("a: |-\n  {word}"),
            format!("a: >-\n  {word}\n"),
            format!("{{\"a\":\"{word}\"}}"),
            format!("a: &x '{word}'"),
        ] {
            assert_eq!(reads(&text), json!({ "a": word }), "{text}");
        }
    }
}

#[test]
fn merge_keys_count_as_in_kubectl() {
    let cases = [
        ("{<<: {a: 1, b: 2}, b: 3}", json!({"a": 1, "b": 3})),
        ("{b: 3, <<: {a: 1, b: 2}}", json!({"a": 1, "b": 2})),
        ("{b: 3, \"<<\": {a: 1}}", json!({"b": 3, "<<": {"a": 1}})),
        ("{b: 3, <<: [{a: 1, b: 2}, {a: 5, c: 6}]}", json!({"a": 1, "b": 2, "c": 6})),
        ("x: &x {a: 1}\nz:\n  <<: *x\n  b: 2\n", json!({"x": {"a": 1}, "z": {"a": 1, "b": 2}})),
    ];
    for (text, expected) in cases {
        assert_eq!(reads(text), expected, "{text}");
    }
}

#[test]
fn json_is_yaml() {
    assert_eq!(
        reads("{\n\t\"a\": [1, 2.5, \"yes\", null],\n\t\"b\": \"\\ud83d\\ude00\\/\"\n}"),
        json!({"a": [1, 2.5, "yes", null], "b": "😀/"})
    );
    assert_eq!(reads("{\"a\":1}"), json!({"a": 1}));
}

#[test]
fn empty_documents_are_nothing() {
    for text in ["", "\n", "# only a comment\n", "---\n", "---\n# a\n---\n", "null", "~"] {
        assert_eq!(reads(text), Value::Null, "{text:?}");
    }
    assert_eq!(reads("---\na: 1\n---\n"), json!({"a": 1}));
    assert_eq!(
        read_all("a: 1\n---\n---\nb: 2\n", &Limits::default()),
        Ok(vec![json!({"a": 1}), json!({"b": 2})])
    );
}

#[test]
fn large_numbers_stay_exact() {
    assert_eq!(
        reads("[9223372036854775807, -9223372036854775808, 18446744073709551615]"),
        json!([i64::MAX, i64::MIN, u64::MAX])
    );
}

/// Text, and the error as it is shown.
const REFUSED: &[(&str, &str)] = &[
    ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "line 5, column 3: the key \"c\" stands twice in this mapping"),
    ("a: 1\n\"a\": 2", "line 2, column 1: the key \"a\" stands twice in this mapping"),
    ("{a: 1, b: 2, a: 3}", "line 1, column 14: the key \"a\" stands twice in this mapping"),
    ("a: 1\n---\nb: 2\n", "line 3, column 1: a second document begins after ---, and only one is expected"),
    ("1: a", "line 1, column 1: a key must be text, and this is a number: put it in quotes"),
    ("on: a", "line 1, column 1: a key must be text, and this is read as true: put it in quotes"),
    ("a:\n  0644: b", "line 2, column 3: a key must be text, and this is read as a number: put it in quotes"),
    ("~: a", "line 1, column 1: a key must be text, and this is nothing: put it in quotes"),
    ("? [a]\n: b", "line 1, column 3: a key must be text, and this is a list: put it in quotes"),
    (
        "a: {{ name }}",
        "line 1, column 5: a key must be text, and this is a mapping (for a template placeholder such as {{ name }}, quotes are missing): put it in quotes",
    ),
    (
        "a: !foo b",
        "line 1, column 4: tags (!) have no place in a manifest: put the value in quotes if it is text",
    ),
    (
        "a: !!str 5",
        "line 1, column 4: tags (!) have no place in a manifest: put the value in quotes if it is text",
    ),
    (
        "a: !!binary \"aGk=\"",
        "line 1, column 4: tags (!) have no place in a manifest: put the value in quotes if it is text",
    ),
    (
        "a: .nan",
        "line 1, column 4: .nan and .inf are no numbers in a manifest: put them in quotes if they are text",
    ),
    (
        "a: -.inf",
        "line 1, column 4: .nan and .inf are no numbers in a manifest: put them in quotes if they are text",
    ),
    ("a:\n  <<: 1", "line 2, column 3: << merges a mapping or a list of mappings, and this is neither"),
    (
        "a: b: c",
        "line 1, column 5: a colon stands where none can: put the value in quotes, or check the indentation",
    ),
    (
        "a:\n\t- b",
        "line 2, column 1: a value cannot begin with this character: put it in quotes, and indent with spaces, never tabs",
    ),
    ("a: \"b\nc: d\n", "line 3, column 1: a quote is never closed"),
    ("a: [b, c\nd: e\n", "line 2, column 2: a list in brackets is never closed: a comma or ] is missing"),
    ("a: *x", "line 1, column 4: this alias names an anchor that does not stand before it"),
    (
        "a: b\n c: d\n",
        "line 2, column 3: a colon stands where none can: put the value in quotes, or check the indentation",
    ),
    (
        "a:\n- b\n c: d",
        "line 3, column 3: a colon stands where none can: put the value in quotes, or check the indentation",
    ),
    (
        "a: @b",
        "line 1, column 4: a value cannot begin with this character: put it in quotes, and indent with spaces, never tabs",
    ),
    ("a: 1\nb\nc: 2", "line 3, column 1: the key before this has no colon: write key: value"),
];

#[test]
fn what_a_manifest_cannot_hold_is_refused_with_its_place() {
    for (text, sentence) in REFUSED {
        let error = read(text, &Limits::default()).expect_err(text);
        assert_eq!(error.to_string(), *sentence, "{text:?}");
    }
}

/// Tags on lists and mappings, of YAML's own, of other schemas and declared ones.
#[test]
fn tags_of_every_kind_are_refused_where_they_stand() {
    let tags = "tags (!) have no place in a manifest: put the value in quotes if it is text";
    for (text, place) in [
        ("a: !!set {b, c}", "line 1, column 4"),
        ("a: !!python/object/apply:os.system [ls]", "line 1, column 4"),
        ("a:\n- !!map\n  b: 1\n", "line 2, column 3"),
        ("a: !!seq []", "line 1, column 4"),
        ("a: !<tag:example.com,2000:x> [b]", "line 1, column 4"),
        ("%TAG !e! tag:example.com,2000:\n---\na: !e!x {}", "line 3, column 4"),
        ("%TAG ! tag:example.com,2000:\n---\na: !x {}", "line 3, column 4"),
        ("a: !!str |\n  b\n", "line 1, column 4"),
        ("a: !!int x", "line 1, column 4"),
        ("a: !x [b]", "line 1, column 4"),
        ("!!str a: b", "line 1, column 1"),
    ] {
        let error = read(text, &Limits::default()).expect_err(text);
        assert_eq!(error.to_string(), format!("{place}: {tags}"), "{text:?}");
    }
    for text in
        ["a: '!!set'", "# !!set {\na: 1", "a: |\n  !!x !<y>\n", "a: run !!x !e!y", "\"!!a\": \"!<b>\""]
    {
        assert!(read(text, &Limits::default()).is_ok(), "{text:?}");
    }
}

#[test]
fn texts_that_cost_too_much_are_refused() {
    let limits = Limits::default();
    let bomb: String = std::iter::once("a0: &a0 [x, x]\n".to_owned())
        .chain((1..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1)))
        .collect();
    let cases = [
        (
            bomb,
            "this comes to more than 20000 lines of YAML, its aliases (*) and merges (<<) written out: a pod has a few hundred lines",
        ),
        ("[".repeat(65) + &"]".repeat(65), "the text is nested too deeply"),
        ("[".repeat(100_000), "the text is nested too deeply"),
        ("[\n".repeat(100_000), "the text is nested too deeply"),
        ("- ".repeat(100_000), "the text is nested too deeply"),
        ("{a: ".repeat(50_000), "the text is nested too deeply"),
        ("a: &a [*a]".to_owned(), "the text is nested too deeply"),
        ("x".repeat(256 * 1024 + 1), "the text is larger than 256 KiB"),
        ("---\n".repeat(101), "the text has more than 100 documents (---)"),
        (format!("a: [{}]", "1,".repeat(1001)), "a list or mapping has at most 1000 items"),
        ((0..1001).map(|n| format!("k{n}: 1\n")).collect(), "a list or mapping has at most 1000 items"),
        ("- ".repeat(65) + "a", "the text is nested too deeply"),
        ("[".to_owned() + &"[],".repeat(16 * 1024) + "]", "the text has more brackets than any manifest"),
        ("%A\n".repeat(102), "the text has more directives (%) than any manifest"),
    ];
    for (text, sentence) in cases {
        let start: String = text.chars().take(30).collect();
        assert_eq!(read(&text, &limits).expect_err(&start).message, sentence, "{start}");
    }
    assert!(read(&("[".repeat(64) + &"]".repeat(64)), &limits).is_ok());
}

#[test]
fn surprises_are_listed_with_their_places() {
    let text = "env:\n- {name: A, value: yes}\n- name: B\n  value: 'yes'\nmode: 0644\nz: [on, 'on', 1_0, 5, x]\nt: |\n  yes\n";
    let found: Vec<_> =
        yaml11_surprises(text).into_iter().map(|s| (s.line, s.column, s.text, s.kubectl_reads)).collect();
    let expected = [
        (2, 20, "yes", json!(true)),
        (5, 7, "0644", json!(420)),
        (6, 5, "on", json!(true)),
        (6, 15, "1_0", json!(10)),
    ];
    assert_eq!(found, expected.map(|(line, column, text, value)| (line, column, text.to_owned(), value)));
    assert_eq!(yaml11_surprises("a: ["), []);
}
