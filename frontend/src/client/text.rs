//! The body of an answer as text, as it comes.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, Response, TextDecodeOptions, TextDecoder};

/// Hands over the body of `response` in pieces. Decodes across them: a character may be cut in two.
pub(super) async fn pieces(
    response: &Response,
    signal: &AbortSignal,
    on_piece: &mut dyn FnMut(String),
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
        if signal.aborted() {
            return Ok(());
        }
        on_piece(text);
    }
}
