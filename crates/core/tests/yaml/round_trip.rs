//! What we write reads back the same: by us, by `kubectl`, by PyYAML.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "other readers are other programs, and may be absent"
)]

use serde_json::{Map, Value, json};
use slipway_core::yaml::{Limits, read, read_all, write, write_all};
use std::io::Write;
use std::process::{Command, Stdio};

/// Texts that some reader takes for something else, or that break a naive emitter.
const TRICKY: &[&str] = &[
    "",
    " ",
    "  ",
    "a",
    "a b",
    " a",
    "a ",
    "\ta",
    "a\t",
    "a\tb",
    "~",
    "null",
    "Null",
    "NULL",
    "nULL",
    "true",
    "True",
    "TRUE",
    "false",
    "yes",
    "Yes",
    "YES",
    "yEs",
    "no",
    "No",
    "on",
    "On",
    "off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "yesterday",
    "none",
    "0",
    "1",
    "-1",
    "+1",
    "00",
    "007",
    "0644",
    "08",
    "0o7",
    "0O7",
    "0x1",
    "0X1F",
    "0b1",
    "0xg",
    "1_000",
    "_1",
    "1_",
    "1e3",
    "1E3",
    "1e+3",
    "1e",
    "e1",
    "1.0",
    "1.",
    ".5",
    "+.5",
    "-.5",
    ".",
    "..",
    "...",
    "1.2.3",
    "10.0.0.1",
    "127.0.0.1:8080",
    "1.5Gi",
    "500m",
    "2Gi",
    "12:30",
    "12:30:45",
    "190:20:30",
    "1:2",
    "2001-01-01",
    "2001-1-1",
    "2001-01-01T00:00:00Z",
    "2001-12-14 21:59:43.10 -5",
    "2001-",
    ".inf",
    "-.inf",
    "+.INF",
    ".nan",
    ".NaN",
    "inf",
    "nan",
    "Infinity",
    "=",
    "==",
    "<<",
    "<",
    "<a",
    "-",
    "--",
    "---",
    "--- a",
    "----",
    "-a",
    "- a",
    "--tls=false",
    "-1a",
    "?",
    "? a",
    "?a",
    ":",
    ": a",
    ":a",
    "a:",
    "a: b",
    "a:b",
    "a :b",
    "a : b",
    "#",
    "# a",
    "a #",
    "a # b",
    "a#b",
    "a #b",
    ",",
    "a,b",
    "[",
    "]",
    "[]",
    "[a]",
    "a[0]",
    "{",
    "}",
    "{}",
    "{a: b}",
    "a{b}",
    "&",
    "&a",
    "a&b",
    "*",
    "*a",
    "a*b",
    "!",
    "!a",
    "!!str a",
    "|",
    "|-",
    "| a",
    ">",
    ">-",
    "a>b",
    "'",
    "''",
    "'a'",
    "it's",
    "a'",
    "\"",
    "\"\"",
    "\"a\"",
    "say \"hi\"",
    "both \" and '",
    "back\\slash",
    "\\",
    "\\n",
    "%",
    "%a",
    "a%",
    "@",
    "@a",
    "a@b",
    "`",
    "`a`",
    "$(A)",
    "${A}",
    "a\nb",
    "a\n",
    "a\n\n",
    "a\n\n\n",
    "\na",
    "\n\na",
    "\n",
    "\n\n",
    "a\n b",
    " a\nb",
    "a\n  b\nc\n",
    "\ta\nb",
    "a\n\tb",
    "a\nb ",
    "a \nb",
    "a\n \nb",
    "a\n\nb",
    "a\n\n\nb\n",
    "a\n ",
    "a\n  \n",
    "- a\n- b\n",
    "a: b\nc: d\n",
    "# a\nb\n",
    "a\n# b\n",
    "---\na",
    "a\n---\nb",
    "...\n",
    "a\n...\n",
    "a\r\nb",
    "a\rb",
    "\r",
    "%YAML 1.1\n---\n",
    "#!/bin/sh\nset -e\nexec \"$@\"\n",
    "\u{0}",
    "\u{7}",
    "\u{1b}[0m",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "a\u{85}b",
    "\u{a0}",
    "a\u{a0}",
    "\u{2028}",
    "a\u{2029}b",
    "\u{feff}",
    "\u{feff}a",
    "a\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{e000}",
    "é",
    "日本語",
    "😀",
    "a😀: b",
    "😀\n😀",
    "\u{10ffff}",
    "a\u{200b}",
    "tcp://localhost:2375",
    "unix:///var/run/docker.sock",
    "docker:29-dind",
    "key=value",
    "a=b",
    "=a",
    "/var/run",
    "-XX:+UseG1GC",
    "*.example.com",
    "@sha256:abc",
    "1.30",
    "v1.30",
    "0.1.0",
    "1e3a",
    "0x",
    "0b2",
    "+",
    "+a",
    "-.",
    "._",
    "1 2",
    "1,000",
    "12e03",
    "-0",
    "+0",
    "1__0",
    "0_7",
    "._5",
    ".5_0",
    "0.1_1",
    "18446744073709551616",
    "99999999999999999999999999",
    "!!binary aGk=",
    "a  b",
    "a\u{1}b",
];

/// A small generator of random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "a", "b", "Z", "0", "1", "9", " ", " ", "\n", "\n", "\t", ":", ": ", "#", " #", "-", "- ", "_",
            ".", "e", "x", "+", "'", "\"", "\\", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@",
            "`", "~", "=", "<", "?", "/", "yes", "null", "é", "😀", "\u{85}", "\u{2028}", "\u{feff}",
            "\u{7f}", "\u{1}", "\r", "---", "...", "0x", "T",
        ];
        let length = self.below(9);
        (0..length).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 6 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(100_000) as i64 - 50_000),
            3 => json!(self.below(1000) as f64 / 7.0 + 0.1),
            4 | 5 => Value::from(self.text()),
            6 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object((0..self.below(4)).map(|_| (self.text(), self.value(depth - 1))).collect()),
        }
    }
}

fn random_texts() -> Vec<String> {
    let mut random = Random(0x5eed_0001);
    (0..4000).map(|_| random.text()).collect()
}

fn all_texts() -> Vec<String> {
    let long = ["x".repeat(5000), "word ".repeat(400), "é: ".repeat(200)];
    TRICKY.iter().map(|text| (*text).to_owned()).chain(random_texts()).chain(long).collect()
}

/// Each text as a value in a mapping, in lists of lists, and as a key.
fn object_of(texts: &[String]) -> Value {
    let data: Map<String, Value> =
        texts.iter().enumerate().map(|(at, text)| (format!("k{at}"), Value::from(text.as_str()))).collect();
    let keys: Map<String, Value> = texts.iter().map(|text| (text.clone(), json!({ "v": text }))).collect();
    let items: Vec<Value> =
        texts.iter().map(|text| json!([text, [text], { "name": text, "b": text }])).collect();
    json!({ "apiVersion": "example.com/v1", "kind": "Foo", "metadata": { "name": "x" }, "data": data, "keys": keys, "lists": items })
}

fn generous() -> Limits {
    Limits { bytes: 1 << 26, lines: 1 << 26, unfolded: 1 << 26, items: 1 << 26, ..Limits::default() }
}

#[test]
fn every_text_reads_back() {
    for text in all_texts() {
        for value in
            [json!(text), json!({ "a": text }), json!([text, [text]]), json!({ text.clone(): { "x": text } })]
        {
            let written = write(&value);
            assert_eq!(read(&written, &generous()), Ok(value), "{text:?} written as\n{written}");
        }
    }
    let object = object_of(&all_texts());
    assert_eq!(read(&write(&object), &generous()), Ok(object));
}

#[test]
fn every_structure_reads_back() {
    let mut random = Random(0x5eed_0002);
    for _ in 0..3000 {
        let value = random.value(4);
        let written = write(&value);
        assert_eq!(read(&written, &generous()), Ok(value), "\n{written}");
    }
}

#[test]
fn several_documents_read_back() {
    let documents = [json!({"a": "---"}), json!([1]), json!("a\n---\nb"), json!({})];
    assert_eq!(read_all(&write_all(&documents), &generous()), Ok(documents.to_vec()));
}

/// What another program makes of a text; `None`, with a sentence, when it is not on this machine.
fn ask(program: &str, arguments: &[&str], text: &str) -> Option<Value> {
    let started = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        println!("{program} is not here: its reading is not compared");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{program} refuses the text");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn assert_same(program: &str, theirs: &Value, ours: &Value) {
    for (section, entries) in ours.as_object().unwrap() {
        let their_entries = &theirs[section];
        if let Some(entries) = entries.as_object() {
            for (key, value) in entries {
                assert_eq!(
                    their_entries.get(key),
                    Some(value),
                    "{program} reads {section} {key:?} otherwise"
                );
            }
        }
        assert_eq!(their_entries, entries, "{program} reads {section} otherwise");
    }
}

#[test]
fn kubectl_reads_the_same() {
    let object = object_of(&all_texts());
    let arguments = ["patch", "--local", "-f", "-", "--type", "merge", "-p", "{}", "-o", "json"];
    if let Some(theirs) = ask("kubectl", &arguments, &write(&object)) {
        assert_same("kubectl", &theirs, &object);
    }
}

#[test]
fn pyyaml_reads_the_same() {
    let has_yaml = Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status();
    if !has_yaml.is_ok_and(|status| status.success()) {
        println!("python3 with PyYAML is not here: its reading is not compared");
        return;
    }
    let object = object_of(&all_texts());
    let program =
        "import json, sys, yaml; json.dump(yaml.load(sys.stdin.buffer, yaml.SafeLoader), sys.stdout)";
    if let Some(theirs) = ask("python3", &["-c", program], &write(&object)) {
        assert_same("PyYAML", &theirs, &object);
    }
}
