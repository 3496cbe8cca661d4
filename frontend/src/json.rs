//! JSON text, always by way of a document: one reader and one writer in the wasm for each type, whatever it is read
//! from or written to.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Error, Value};

/// Reads a value.
///
/// # Errors
/// Where the text is no JSON, or what does not fit.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    slipway_core::document::read(document(text)?)
}

/// Reads a document.
///
/// # Errors
/// Where the text is no JSON.
pub(crate) fn document(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
}

/// Writes a value.
///
/// # Errors
/// None with the types of the console: their keys are texts.
pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, Error> {
    Ok(serde_json::to_value(value)?.to_string())
}
