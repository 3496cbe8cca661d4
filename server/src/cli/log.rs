use std::io::{self, IsTerminal, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What is in the log by default. The client tells of every connection that fails; we tell once, with a sentence.
const LOGGED: &str = "warn,kube_client=off,kube_runtime=error,slipway_server=info";

/// The log goes to the standard error stream; `RUST_LOG` chooses what is in it.
pub(super) fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let ansi = io::stderr().is_terminal();
    let lines = OneLine(io::stderr);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines).with_ansi(ansi);
    // A second start in one process (a test) keeps the first log.
    let _ = if json { builder.json().try_init() } else { builder.try_init() };
}

/// A log in which each event is one line, whatever it tells: messages and fields repeat what the API server says, and that
/// may repeat what anybody wrote into an object. What a terminal obeys instead of showing it is escaped, but for colours.
struct OneLine<M>(M);

/// Writes one event.
struct Line<W>(W);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for OneLine<M> {
    type Writer = Line<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Line(self.0.make_writer())
    }
}

impl<W: Write> Write for Line<W> {
    /// The subscriber writes an event at once, with the line break that ends it.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let (text, end) = text.strip_suffix('\n').map_or((&*text, ""), |text| (text, "\n"));
        let mut line = String::with_capacity(event.len());
        for (place, letter) in text.char_indices() {
            let is_shown = !letter.is_control() || letter == '\t';
            if is_shown || text.get(place..).is_some_and(is_colour) {
                line.push(letter);
            } else {
                line.extend(letter.escape_default());
            }
        }
        line.push_str(end);
        self.0.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether a text begins with a colour, as the subscriber itself writes them for a terminal: `ESC [ 2 m`.
fn is_colour(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("\u{1b}[") else { return false };
    rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ';').starts_with('m')
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

    #[test]
    fn an_event_is_one_line_whatever_it_tells() {
        let kept = Kept::default();
        let writer = kept.clone();
        let writer = OneLine(move || writer.clone());
        let subscriber = tracing_subscriber::fmt().with_ansi(true).with_writer(writer).finish();
        let said = "refused\n2026-01-01T00:00:00Z  WARN forged\r\u{1b}[2J\u{9b}2J\u{1b}]0;x\u{7}";
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!("{said}");
            tracing::warn!(cause = said, error = %said, "another");
        });
        let text = String::from_utf8(kept.0.lock().expect("no writer panics").clone()).expect("text");
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.lines().all(|line| line.contains("forged")), "{text}");
        assert!(!text.contains(['\r', '\u{9b}', '\u{7}']), "{text:?}");
        assert!(text.contains("\u{1b}[33m WARN"), "colours are the subscriber's own: {text:?}");
        assert!(text.match_indices('\u{1b}').all(|(place, _)| is_colour(&text[place..])), "{text:?}");
    }
}
