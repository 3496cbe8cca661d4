//! Server-sent events, read from an ordinary request: an `EventSource` says neither why it failed nor that it is
//! silent, comes back without jitter, and forgets its place when it is closed.

use slipway_core::api::Problem;

use super::held::{Connection, Outcome};
use super::{exchange, problem, text};

/// The server writes something every 15 seconds; silence of this many milliseconds is a lost connection.
const SILENCE: f64 = 45_000.0;

/// What a stream says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The server answered.
    Open,
    /// Something came, be it only a sign that the server is there.
    Alive,
    /// A message, and where in the stream it is.
    Message { id: String, data: String },
    /// How many milliseconds to wait before the first try to come back.
    Retry(u32),
}

/// Reads the stream at `path` from after the message `last` on; its end is the connection's.
///
/// # Errors
/// Why it cannot be read, or no longer.
pub(crate) async fn events(
    path: &str,
    last: Option<String>,
    connection: &Connection,
    on_event: &mut dyn FnMut(Event),
) -> Outcome {
    let header = last.as_deref().map(|last| ("last-event-id", last));
    let response = exchange::open("GET", path, None, header, &connection.signal).await?;
    if !response.ok() {
        return Err(refused(&response).await?);
    }
    connection.opened(SILENCE);
    on_event(Event::Open);
    let mut parser = Parser::default();
    let mut hear = |piece: String| {
        connection.heard();
        on_event(Event::Alive);
        parser.push(&piece, &mut |event| match event {
            Event::Retry(wait) => connection.asked(f64::from(wait)),
            Event::Open | Event::Alive | Event::Message { .. } => on_event(event),
        });
    };
    text::pieces(&response, &connection.signal, &mut hear).await.map_err(|_| problem::unreachable())
}

/// What the server has against a request.
pub(super) async fn refused(response: &web_sys::Response) -> Result<Problem, Problem> {
    let text = exchange::body_text(response).await?;
    Ok(problem::from_answer(response.status(), &text))
}

/// The lines of a stream, in whatever pieces they come.
#[derive(Default)]
struct Parser {
    /// A line without an end.
    rest: String,
    id: String,
    data: String,
}

impl Parser {
    fn push(&mut self, piece: &str, on_event: &mut dyn FnMut(Event)) {
        for part in piece.split_inclusive('\n') {
            self.rest.push_str(part);
            if self.rest.ends_with('\n') {
                let line = std::mem::take(&mut self.rest);
                self.line(line.trim_end_matches(['\r', '\n']), on_event);
            }
        }
    }

    fn line(&mut self, line: &str, on_event: &mut dyn FnMut(Event)) {
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            if !data.is_empty() {
                on_event(Event::Message { id: self.id.clone(), data });
            }
            return;
        }
        // A line that begins with a colon only says that the server is there.
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(value);
            }
            "id" => value.clone_into(&mut self.id),
            "retry" => {
                if let Ok(wait) = value.parse() {
                    on_event(Event::Retry(wait));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_whatever_pieces_they_come_in() {
        let text = ": hello\nretry: 9000\nid: e-1\ndata: {\"a\":\ndata: 1}\n\n\nid:e-2\r\ndata:x\r\n\r\nevent: y\ndata: cut";
        let message = |id: &str, data: &str| Event::Message { id: id.to_owned(), data: data.to_owned() };
        let expected = [Event::Retry(9000), message("e-1", "{\"a\":\n1}"), message("e-2", "x")];
        for size in [1, 2, 7, text.len()] {
            let mut parser = Parser::default();
            let mut read = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                parser.push(std::str::from_utf8(piece).unwrap(), &mut |event| read.push(event));
            }
            assert_eq!(read, expected, "pieces of {size}");
        }
    }
}
