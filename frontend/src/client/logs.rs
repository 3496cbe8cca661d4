//! The log of a container, as it is written.

use slipway_core::api::{LogQuery, PREFIX, Problem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStreamDefaultReader, Response, TextDecodeOptions, TextDecoder};

use super::{escape, exchange, problem};

/// What a log stream says.
pub(crate) enum LogChunk {
    /// More text; lines may be cut anywhere.
    Text(String),
    /// Nothing more will come: the log is complete, or the container ended.
    End,
    /// It cannot be read, or no longer.
    Failed(Problem),
}

/// A log that is being read; dropping it stops that.
pub(crate) struct LogStream {
    controller: Option<AbortController>,
}

impl Drop for LogStream {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

/// Reads a container's log of instance `name`; `on_chunk` hears of every piece of it, and of the end once.
/// Nothing is heard after the returned stream is dropped.
#[must_use]
pub(crate) fn logs(name: &str, query: &LogQuery, on_chunk: impl FnMut(LogChunk) + 'static) -> LogStream {
    let controller = AbortController::new().ok();
    if let Some(controller) = controller.clone() {
        spawn_local(run(log_path(name, query), controller, Box::new(on_chunk)));
    }
    LogStream { controller }
}

/// The address of a log, for a download link.
#[must_use]
pub(crate) fn log_address(name: &str, query: &LogQuery) -> String {
    format!("{PREFIX}{}", log_path(name, query))
}

async fn run(path: String, controller: AbortController, mut on_chunk: Box<dyn FnMut(LogChunk)>) {
    let end = match read(&path, &controller, &mut *on_chunk).await {
        Ok(()) => LogChunk::End,
        Err(problem) => LogChunk::Failed(problem),
    };
    if !controller.signal().aborted() {
        on_chunk(end);
    }
}

async fn read(
    path: &str,
    controller: &AbortController,
    on_chunk: &mut dyn FnMut(LogChunk),
) -> Result<(), Problem> {
    let response = exchange::open("GET", path, None, &controller.signal()).await?;
    if !response.ok() {
        let text = exchange::body_text(&response).await?;
        return Err(problem::from_answer(response.status(), &text));
    }
    // Anything that is not a stream of bytes ends like a lost connection.
    pieces(&response, controller, on_chunk).await.map_err(|_| problem::unreachable())
}

/// Decodes across pieces: a character may be cut in two.
async fn pieces(
    response: &Response,
    controller: &AbortController,
    on_chunk: &mut dyn FnMut(LogChunk),
) -> Result<(), JsValue> {
    let Some(stream) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    let decoder = TextDecoder::new()?;
    let more = TextDecodeOptions::new();
    more.set_stream(true);
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        if js_sys::Reflect::get(&piece, &"done".into())?.is_truthy() {
            return Ok(());
        }
        let bytes = js_sys::Reflect::get(&piece, &"value".into())?.dyn_into::<js_sys::Object>()?;
        let text = decoder.decode_with_buffer_source_and_options(&bytes, &more)?;
        if controller.signal().aborted() {
            return Ok(());
        }
        on_chunk(LogChunk::Text(text));
    }
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
