use std::io::{self, Write};
use std::process::ExitCode;

use slipway_core::finding::{Finding, Severity};
use slipway_core::visible::escaped;

/// Why a command ended early: sentences for the standard error stream. The exit code is always 1; clap answers usage
/// errors itself, with 2.
#[derive(Debug)]
pub struct Failure {
    sentences: Vec<String>,
}

impl Failure {
    /// One sentence.
    #[must_use]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentences: vec![sentence.into()] }
    }

    /// One sentence for every error among `findings`.
    #[must_use]
    pub fn findings(findings: &[Finding]) -> Self {
        Self { sentences: findings.iter().filter(|finding| finding.is_error()).map(sentence).collect() }
    }

    /// Everything several failures say, in their order.
    #[must_use]
    pub fn all(failures: Vec<Self>) -> Self {
        Self { sentences: failures.into_iter().flat_map(|failure| failure.sentences).collect() }
    }

    /// The same, each sentence with the file it is about in front.
    #[must_use]
    pub fn about(mut self, label: Option<&str>) -> Self {
        if let Some(label) = label {
            self.sentences = self.sentences.iter().map(|sentence| format!("{label}: {sentence}")).collect();
        }
        self
    }

    /// Nothing more to say: everything was printed before.
    #[must_use]
    pub fn silent() -> Self {
        Self { sentences: Vec::new() }
    }

    /// Writes the sentences to the standard error stream, each in one line: they may repeat what somebody else wrote.
    #[must_use]
    pub fn report(self) -> ExitCode {
        let mut out = io::stderr().lock();
        for sentence in self.sentences {
            // The stream being closed must not hide the exit code.
            let _ = writeln!(out, "{}", escaped(&sentence));
        }
        ExitCode::FAILURE
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // `slipway render … | head` closes our output: not worth a word.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::silent();
        }
        Self::new(format!("The output cannot be written: {error}."))
    }
}

/// A finding as the command line prints it: field path first, in one line, with nothing hidden in it.
pub(super) fn sentence(finding: &Finding) -> String {
    let sentence = match (finding.path.as_str(), finding.position) {
        ("", _) => finding.message.clone(),
        (path, Some(position)) => {
            format!("{path}:{}:{}: {}", position.line, position.column, finding.message)
        }
        (path, None) => format!("{path}: {}", finding.message),
    };
    escaped(&sentence).into_owned()
}

/// Errors come bare, `path: sentence`; what does not prevent applying says so first.
pub(super) fn prefix(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "",
        Severity::Warning => "Warning: ",
        Severity::Advice => "Advice: ",
    }
}
