//! The log of a container, as it is written.

use std::cell::RefCell;
use std::rc::Rc;

use slipway_core::api::{LogQuery, PREFIX, Problem};

use super::held::{Connection, Held, Outcome, hold};
use super::{escape, events, exchange, problem, text};

/// A log may say nothing for ever, and the server answers once it says something.
const NO_LIMIT: f64 = f64::INFINITY;

/// What a log stream says.
pub(crate) enum LogChunk {
    /// A reading begins, the first or another one after the connection was lost or given back.
    Begin,
    /// More text; lines may be cut anywhere.
    Text(String),
    /// Nothing more will come: the log is complete, or the container ended.
    End,
    /// It cannot be read, or no longer; whether it is tried again.
    Failed(Problem, bool),
}

/// Reads a container's log of instance `name` for as long as the answer is held; `on_chunk` hears of every piece of it.
/// A connection that is lost is opened again.
#[must_use]
pub(crate) fn logs(name: &str, query: &LogQuery, on_chunk: impl FnMut(LogChunk) + 'static) -> Held {
    let path = log_path(name, query);
    let on_chunk = Rc::new(RefCell::new(on_chunk));
    let hears = Rc::clone(&on_chunk);
    let work = move |connection: Connection| {
        let (path, on_chunk) = (path.clone(), Rc::clone(&on_chunk));
        let read = async move {
            let mut say = |chunk| (on_chunk.borrow_mut())(chunk);
            say(LogChunk::Begin);
            read(&path, &connection, &mut say).await
        };
        Box::pin(read) as _
    };
    let ended = move |outcome: Outcome| {
        let (chunk, again) = match outcome {
            Ok(()) => (LogChunk::End, false),
            Err(problem) => {
                let again = problem::may_pass(&problem);
                (LogChunk::Failed(problem, again), again)
            }
        };
        (hears.borrow_mut())(chunk);
        again
    };
    hold(Box::new(work), Box::new(ended), NO_LIMIT)
}

/// The address of a log, for a download link.
#[must_use]
pub(crate) fn log_address(name: &str, query: &LogQuery) -> String {
    format!("{PREFIX}{}", log_path(name, query))
}

async fn read(path: &str, connection: &Connection, say: &mut dyn FnMut(LogChunk)) -> Outcome {
    let response = exchange::open("GET", path, None, None, &connection.signal).await?;
    if !response.ok() {
        return Err(events::refused(&response).await?);
    }
    // Anything that is not a stream of bytes ends like a lost connection.
    let mut hear = |piece| say(LogChunk::Text(piece));
    text::pieces(&response, &connection.signal, &mut hear).await.map_err(|_| problem::unreachable())
}

fn log_path(name: &str, query: &LogQuery) -> String {
    format!("/instances/{}/logs{}", escape(name), query_string(query, &escape(&query.container)))
}

/// Only what is not the default; `container` is already escaped.
fn query_string(query: &LogQuery, container: &str) -> String {
    let LogQuery { container: _, follow, previous, timestamps, tail } = query;
    let flag = |on: bool, word: &str| on.then(|| format!("{word}=true"));
    let parts: Vec<String> = [
        (!container.is_empty()).then(|| format!("container={container}")),
        flag(*follow, "follow"),
        flag(*previous, "previous"),
        flag(*timestamps, "timestamps"),
        tail.map(|lines| format!("tail={lines}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_is_in_the_query() {
        let all = LogQuery {
            follow: true,
            previous: true,
            timestamps: true,
            tail: Some(100),
            ..LogQuery::default()
        };
        let cases = [
            (LogQuery::default(), "", ""),
            (LogQuery::default(), "docker", "?container=docker"),
            (all, "a", "?container=a&follow=true&previous=true&timestamps=true&tail=100"),
        ];
        for (query, container, expected) in cases {
            assert_eq!(query_string(&query, container), expected);
        }
    }
}
