//! Child processes: started, watched while they run, and quoted in full only when they fail.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::progress::Step;

/// How often a running step's line is brought up to date.
const TICK: Duration = Duration::from_millis(250);

/// What a process that ran to its end printed, and whether it succeeded.
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// Standard output alone, for what is parsed.
    pub(crate) stdout: String,
    /// Both streams in the order of their lines, for people.
    pub(crate) everything: String,
}

/// A program by name; on Windows npm is a script with an extension.
pub(crate) fn program(name: &str) -> Command {
    let script = cfg!(windows) && matches!(name, "npm" | "npx");
    Command::new(if script { format!("{name}.cmd") } else { name.to_owned() })
}

/// Runs quietly and returns standard output.
///
/// # Errors
/// When the program cannot be started or fails; the error carries what it said.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("{} failed: {}", describe(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs as part of a step and fails when the program fails, quoting everything it printed.
pub(crate) fn run(step: &Step, command: &mut Command) -> anyhow::Result<String> {
    let finished = watch(step, command)?;
    if !finished.success {
        bail!("{} failed:\n{}", describe(command), finished.everything.trim_end());
    }
    Ok(finished.stdout)
}

/// Runs as part of a step, showing the newest line as its progress; a failure is the caller's to judge.
pub(crate) fn watch(step: &Step, command: &mut Command) -> anyhow::Result<Finished> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take(), true, sender.clone());
    forward(child.stderr.take(), false, sender);

    let mut finished = Finished { success: false, stdout: String::new(), everything: String::new() };
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => finished.add(step, &line),
            Err(RecvTimeoutError::Timeout) => step.tick(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    finished.success = child.wait().with_context(|| cannot_start(command))?.success();
    Ok(finished)
}

struct Line {
    from_stdout: bool,
    text: String,
}

impl Finished {
    fn add(&mut self, step: &Step, line: &Line) {
        step.say(&line.text);
        if is_chatter(&line.text) {
            return;
        }
        for text in
            [Some(&mut self.everything), line.from_stdout.then_some(&mut self.stdout)].into_iter().flatten()
        {
            text.push_str(&line.text);
            text.push('\n');
        }
    }
}

/// Cargo's lines about what it is doing: progress while a step runs, noise in what is quoted after a failure.
fn is_chatter(line: &str) -> bool {
    const DOING: [&str; 7] =
        ["Compiling ", "Checking ", "Downloading ", "Downloaded ", "Updating ", "Locking ", "Blocking "];
    line.starts_with("   ") && DOING.iter().any(|word| line.trim_start().starts_with(word))
}

/// Sends each line of a stream as it comes; ends with the stream. Bytes that are not UTF-8 are replaced.
fn forward(stream: Option<impl Read + Send + 'static>, from_stdout: bool, sender: Sender<Line>) {
    let Some(stream) = stream else { return };
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned();
            bytes.clear();
            if sender.send(Line { from_stdout, text }).is_err() {
                break;
            }
        }
    });
}

fn cannot_start(command: &Command) -> String {
    format!("cannot run {}; is it installed?", command.get_program().to_string_lossy())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::is_chatter;

    #[test]
    fn progress_is_told_from_results() {
        let cases = [
            ("   Compiling serde v1.0.0", true),
            ("    Checking serde v1.0.0", true),
            ("    Finished `dev` profile", false),
            ("error: Compiling is not the word", false),
            ("test compiling_works ... ok", false),
        ];
        for (line, expected) in cases {
            assert_eq!(is_chatter(line), expected, "{line}");
        }
    }
}
