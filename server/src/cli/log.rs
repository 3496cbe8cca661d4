use std::io::{self, IsTerminal, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use slipway_core::visible;

/// What is in the log by default. The client tells of every connection that fails; we tell once, with a sentence.
const LOGGED: &str = "warn,kube_client=off,kube_runtime=error,slipway_server=info";

/// The log goes to the standard error stream; `RUST_LOG` chooses what is in it.
pub(super) fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let ansi = io::stderr().is_terminal();
    let lines = OneLine { inner: io::stderr, json };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines).with_ansi(ansi);
    // A second start in one process (a test) keeps the first log.
    let _ = if json { builder.json().try_init() } else { builder.try_init() };
}

/// A log in which each event is one line, whatever it tells: messages and fields repeat what the API server says, and that
/// may repeat what anybody wrote into an object. What is hidden in them or steers a terminal is escaped, but for colours.
struct OneLine<W> {
    inner: W,
    json: bool,
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for OneLine<M> {
    type Writer = OneLine<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLine { inner: self.inner.make_writer(), json: self.json }
    }
}

impl<W: Write> Write for OneLine<W> {
    /// The subscriber writes an event at once, with the line break that ends it.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let (text, end) = text.strip_suffix('\n').map_or((&*text, ""), |text| (text, "\n"));
        let line = if self.json { visible::json(text).into_owned() } else { shown(text) };
        self.inner.write_all(format!("{line}{end}").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The text in one line, with its colours.
fn shown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (turn, piece) in text.split('\u{1b}').enumerate() {
        let (colour, rest) = piece.split_at(colour(piece));
        if turn > 0 {
            line.push_str(if colour.is_empty() { "\\u001b" } else { "\u{1b}" });
            line.push_str(colour);
            line.push_str(&visible::escaped(rest));
        } else {
            line.push_str(&visible::escaped(piece));
        }
    }
    line
}

/// Length of the rest of a colour that stands here behind `ESC`, as the subscriber itself writes them for a terminal:
/// `[2m`. 0 where there is none.
fn colour(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('[') else { return 0 };
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != ';');
    end.filter(|end| rest.get(*end..).is_some_and(|rest| rest.starts_with('m'))).map_or(0, |end| end + 2)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no writer panics").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const SAID: &str = "refused\n2026-01-01T00:00:00Z  WARN forged\r\u{1b}[2J\u{9b}2J\u{1b}]0;x\u{7}\t\u{202e}\u{2028}\u{7f}";

    /// What is written of two events that tell this.
    fn written(json: bool) -> String {
        let kept = Kept::default();
        let inner = kept.clone();
        let writer = OneLine { inner: move || inner.clone(), json };
        let builder = tracing_subscriber::fmt().with_ansi(!json).with_writer(writer);
        let tell = || {
            tracing::warn!("{SAID}");
            tracing::warn!(cause = SAID, error = %SAID, "another");
        };
        if json {
            tracing::subscriber::with_default(builder.json().finish(), tell);
        } else {
            tracing::subscriber::with_default(builder.finish(), tell);
        }
        String::from_utf8(kept.0.lock().expect("no writer panics").clone()).expect("text")
    }

    #[test]
    fn an_event_is_one_line_whatever_it_tells() {
        for json in [false, true] {
            let text = written(json);
            assert_eq!(text.lines().count(), 2, "{text}");
            assert!(text.lines().all(|line| line.contains("forged")), "{text}");
            let mut pieces = text.lines().flat_map(|line| line.split('\u{1b}').enumerate());
            let is_shown = pieces
                .all(|(turn, piece)| (turn == 0 || colour(piece) > 0) && !piece.contains(visible::is_hidden));
            assert!(is_shown, "{text:?}");
            assert_eq!(text.contains("\u{1b}[33m WARN"), !json, "colours are the subscriber's own: {text:?}");
        }
    }

    #[test]
    fn json_stays_json_that_says_the_same() {
        for (line, field) in written(true).lines().zip(["message", "error"]) {
            let event: serde_json::Value = serde_json::from_str(line).expect(line);
            assert_eq!(event["fields"][field], SAID, "{line}");
        }
    }
}
