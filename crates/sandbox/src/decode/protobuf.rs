//! Bodies in Kubernetes' protobuf form, which kubectl sends for the few objects it makes from flags alone
//! (`kubectl create namespace`, `create secret`, `auth can-i`, ...). Answers are always JSON, which it also takes.

mod messages;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};

use crate::{
    object,
    status::{ApiError, Result},
};
use messages::{Field, MESSAGES, Type};

/// The first bytes of every such body.
const MAGIC: &[u8] = b"k8s\0";

/// Whether a body is in this form.
pub(crate) fn is(body: &[u8]) -> bool {
    body.starts_with(MAGIC)
}

/// Reads a body into the object it stands for.
pub(crate) fn read(body: &[u8]) -> Result<Value> {
    let broken = || ApiError::bad_request("the body is not a valid protobuf message");
    let envelope = body.strip_prefix(MAGIC).ok_or_else(broken)?;
    let (mut kind, mut raw) = (Value::Null, &[][..]);
    for part in fields(envelope).ok_or_else(broken)? {
        match part {
            (1, Wire::Bytes(bytes)) => kind = message(messages::TYPE_META, bytes).ok_or_else(broken)?,
            (2, Wire::Bytes(bytes)) => raw = bytes,
            _ => {}
        }
    }
    let name = object::text(&kind, "/kind");
    let Some((_, known)) = MESSAGES.iter().find(|(of, _)| *of == name) else {
        let message = format!("the sandbox reads {name} as JSON only");
        return Err(ApiError { message, ..ApiError::unsupported_media_type(&["application/json"]) });
    };
    let mut read = message(known, raw).ok_or_else(broken)?;
    for field in ["apiVersion", "kind"] {
        object::copy(&kind, &mut read, &format!("/{field}"));
    }
    Ok(read)
}

/// A value as the wire has it.
enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message; `None` when it is broken. Fixed-width numbers, which no object here has, are skipped.
fn fields(mut rest: &[u8]) -> Option<Vec<(u64, Wire<'_>)>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        match tag & 7 {
            0 => found.push((tag >> 3, Wire::Number(varint(&mut rest)?))),
            1 => rest = rest.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                let (bytes, after) = rest.split_at_checked(length)?;
                found.push((tag >> 3, Wire::Bytes(bytes)));
                rest = after;
            }
            5 => rest = rest.get(4..)?,
            _ => return None,
        }
    }
    Some(found)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn message(known: &[Field], bytes: &[u8]) -> Option<Value> {
    let mut object = json!({});
    for (number, wire) in fields(bytes)? {
        let Some(field) = known.iter().find(|field| u64::from(field.number) == number) else { continue };
        put(&mut object, field, &wire)?;
    }
    Some(object)
}

/// Writes a field; what is empty on the wire is absent in JSON.
fn put(object: &mut Value, field: &Field, wire: &Wire<'_>) -> Option<()> {
    let pointer = format!("/{}", field.name);
    if let (Type::Map(values), Wire::Bytes(bytes)) = (&field.kind, wire) {
        let (key, value) = entry(values, bytes)?;
        object::put_entry(object, &pointer, &key, value);
        return Some(());
    }
    let value = value(&field.kind, wire)?;
    if field.repeated {
        object::list_mut(object, &pointer).push(value);
    } else if !matches!(&value, Value::Null)
        && value != json!("")
        && value.as_object().is_none_or(|it| !it.is_empty())
    {
        object::put(object, &pointer, value);
    }
    Some(())
}

fn value(kind: &Type, wire: &Wire<'_>) -> Option<Value> {
    Some(match (kind, wire) {
        (Type::Text, Wire::Bytes(bytes)) => json!(std::str::from_utf8(bytes).ok()?),
        (Type::Bytes, Wire::Bytes(bytes)) => json!(BASE64_STANDARD.encode(bytes)),
        (Type::Number, Wire::Number(number)) => json!(number.cast_signed()),
        (Type::Flag, Wire::Number(number)) => json!(*number != 0),
        (Type::Message(known), Wire::Bytes(bytes)) => message(known, bytes)?,
        (Type::Quantity, Wire::Bytes(bytes)) => message(messages::QUANTITY, bytes)?.get("string").cloned()?,
        (Type::Map(_), _) | (_, Wire::Number(_) | Wire::Bytes(_)) => Value::Null,
    })
}

/// An entry of a map: key 1, value 2, either absent when empty.
fn entry(values: &Type, bytes: &[u8]) -> Option<(String, Value)> {
    let mut entry = Map::new();
    for (number, wire) in fields(bytes)? {
        let kind = if number == 1 { &Type::Text } else { values };
        entry.insert(number.to_string(), value(kind, &wire)?);
    }
    let key = entry.get("1").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some((key, entry.remove("2").unwrap_or_else(|| json!(""))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    /// `kubectl create secret generic s --from-literal=a=b`, as kubectl 1.32 sends it.
    const SECRET: &[u8] = b"k8s\0\n\x0c\n\x02v1\x12\x06Secret\x12\x1d\n\x11\n\x01s\x12\0\x1a\0\x22\0\x2a\0\x32\0\x38\0\x42\0\x12\x06\n\x01a\x12\x01b\x1a\0\x1a\0\x22\0";

    #[test]
    fn a_secret_is_read() {
        let expected = json!({
            "apiVersion": "v1", "kind": "Secret", "data": { "a": "Yg==" },
            "metadata": { "name": "s", "generation": 0 },
        });
        assert_eq!(super::read(SECRET), Ok(expected));
    }

    #[test]
    fn a_broken_body_is_refused() {
        for (length, broken) in [(8, &SECRET[..8]), (30, &SECRET[..30]), (5, b"k8s\0\xff")] {
            assert_eq!(super::read(broken).map_err(|error| error.code), Err(400), "{length}");
        }
    }
}
