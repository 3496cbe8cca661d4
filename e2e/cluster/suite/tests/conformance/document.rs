//! The files of cases: what is asked, and what a real cluster answered.
//!
//! ```text
//! # A taken name is a conflict
//! POST /api/v1/namespaces/{ns}/configmaps
//! {metadata: {name: a}}
//! ----
//! 201
//!
//! POST /api/v1/namespaces/{ns}/configmaps
//! {metadata: {name: a}}
//! ----
//! 409
//! reason: "AlreadyExists"
//! ```
//!
//! A case is a name and steps; a step is a request line, options (indented), a body in YAML, and after `----` the answer. Where
//! the sandbox answers otherwise on purpose, `---- sandbox: REASON` follows with its answer; the reason stands in the
//! guide, too.

use std::fmt::Write as _;

/// A file of cases.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// The comment lines before the first case.
    pub(crate) preface: String,
    /// In order.
    pub(crate) cases: Vec<Case>,
}

/// Requests that belong together, in a namespace of their own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    /// What is shown, as a sentence.
    pub(crate) name: String,
    /// In order.
    pub(crate) steps: Vec<Step>,
}

/// One request and its answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// The verb and what follows it.
    pub(crate) request: String,
    /// `key: value`, in order; keys may repeat.
    pub(crate) options: Vec<(String, String)>,
    /// As written.
    pub(crate) body: String,
    /// What a real cluster answers.
    pub(crate) expected: String,
    /// Why the sandbox answers otherwise, and what.
    pub(crate) sandbox: Option<(String, String)>,
}

impl Step {
    /// The first word of the request.
    pub(crate) fn verb(&self) -> &str {
        self.request.split(' ').next().unwrap_or_default()
    }

    /// The rest of the request.
    pub(crate) fn target(&self) -> &str {
        self.request.split_once(' ').map_or("", |(_, target)| target)
    }

    /// The values of an option.
    pub(crate) fn option<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.options.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

const MARK: &str = "----";
const SANDBOX: &str = "---- sandbox: ";

impl Document {
    /// Reads a file.
    ///
    /// # Panics
    /// When it does not have the form above.
    pub(crate) fn parse(text: &str) -> Self {
        let (preface, rest) = match text.find("\n# ").filter(|_| !text.starts_with("# ")) {
            Some(at) => text.split_at(at + 1),
            None => ("", text),
        };
        let cases = format!("\n{rest}").split("\n# ").skip(1).map(case).collect();
        Self { preface: preface.trim().to_owned(), cases }
    }

    /// Writes it as it is read.
    pub(crate) fn write(&self) -> String {
        let mut text = String::new();
        if !self.preface.is_empty() {
            write!(text, "{}\n\n", self.preface).unwrap();
        }
        let cases: Vec<String> = self.cases.iter().map(write_case).collect();
        text + &cases.join("\n")
    }
}

fn case(text: &str) -> Case {
    let (name, steps) = text.split_once('\n').unwrap_or((text, ""));
    let steps = steps.split("\n\n").map(|step| step.trim_matches('\n')).filter(|step| !step.is_empty());
    Case { name: name.trim().to_owned(), steps: steps.map(step).collect() }
}

fn step(text: &str) -> Step {
    let mut lines = text.lines().peekable();
    let request = lines.next().unwrap_or_default().to_owned();
    let mut options = Vec::new();
    while let Some(line) = lines.next_if(|line| line.starts_with("  ")) {
        let (key, value) = line.trim().split_once(": ").unwrap_or_else(|| panic!("option {line:?}"));
        options.push((key.to_owned(), value.to_owned()));
    }
    let rest: Vec<&str> = lines.collect();
    let mark = rest.iter().position(|line| *line == MARK).unwrap_or(rest.len());
    let (body, answers) = rest.split_at(mark);
    let answers = answers.get(1..).unwrap_or_default();
    let other = answers.iter().position(|line| line.starts_with(SANDBOX));
    let (expected, other) = answers.split_at(other.unwrap_or(answers.len()));
    let sandbox =
        other.split_first().map(|(mark, answer)| (mark.replacen(SANDBOX, "", 1), answer.join("\n")));
    Step { request, options, body: body.join("\n"), expected: expected.join("\n"), sandbox }
}

fn write_case(case: &Case) -> String {
    let steps: Vec<String> = case.steps.iter().map(write_step).collect();
    format!("# {}\n{}", case.name, steps.join("\n"))
}

fn write_step(step: &Step) -> String {
    let mut lines = vec![step.request.clone()];
    lines.extend(step.options.iter().map(|(key, value)| format!("  {key}: {value}")));
    lines.extend((!step.body.is_empty()).then(|| step.body.clone()));
    lines.extend([MARK.to_owned(), step.expected.clone()]);
    if let Some((reason, answer)) = &step.sandbox {
        lines.extend([format!("{SANDBOX}{reason}"), answer.clone()]);
    }
    lines.join("\n") + "\n"
}
