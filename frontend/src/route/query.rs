//! The query of an address: `?q=bamboo&state=error`.

use std::fmt;

/// Names and values, in the order of the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// The query of an address; the leading `?` may be missing. Anything can be read.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.strip_prefix('?').unwrap_or(text);
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        };
        Self(text.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    /// The value of `name`; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// Sets `name`; an empty value takes it out.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let at = self.0.iter().position(|(of, _)| of == name).unwrap_or(self.0.len());
        self.0.retain(|(of, _)| of != name);
        if !value.is_empty() {
            self.0.insert(at.min(self.0.len()), (name.to_owned(), value.to_owned()));
        }
    }
}

impl fmt::Display for Query {
    /// As it is written in an address, with the leading `?` unless it is empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.0.iter().enumerate() {
            f.write_str(if at == 0 { "?" } else { "&" })?;
            encode(name, f)?;
            f.write_str("=")?;
            encode(value, f)?;
        }
        Ok(())
    }
}

/// Leaves the letters readable that need no escape in a query.
fn encode(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' | b':' | b'/' => {
                f.write_str(char::from(byte).encode_utf8(&mut [0; 4]))?;
            }
            b' ' => f.write_str("+")?,
            other => write!(f, "%{other:02X}")?,
        }
    }
    Ok(())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten().and_then(hex);
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = escaped.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    // The radix parser alone would take a sign.
    let digits = std::str::from_utf8(digits).ok().filter(|_| digits.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        for value in ["a b", "ä&=?#%+", "error,active", "100%", ""] {
            let mut query = Query::default();
            query.set("q", value);
            query.set("state", "x");
            let text = query.to_string();
            assert_eq!(Query::parse(&text), query, "{text}");
            assert_eq!(query.get("q"), value);
        }
    }

    #[test]
    fn anything_can_be_read() {
        let cases =
            [("?q=a+b&x", "a b"), ("q=%zz%", "%zz%"), ("?q=%C3%A4", "ä"), ("?&&q=1&q=2", "1"), ("", "")];
        for (text, expected) in cases {
            assert_eq!(Query::parse(text).get("q"), expected, "{text}");
        }
    }

    #[test]
    fn an_empty_value_leaves_the_address() {
        let mut query = Query::parse("?a=1&q=x&b=2");
        query.set("q", "");
        assert_eq!(query.to_string(), "?a=1&b=2");
        query.set("a", "3");
        assert_eq!(query.to_string(), "?a=3&b=2");
    }
}
