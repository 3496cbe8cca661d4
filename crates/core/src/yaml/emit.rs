//! The one emitter. What becomes of its lines and tokens is a [`Sink`]'s business: text only, or text with marks.

use super::highlight::TokenKind;
use super::order::Shape;
use super::plain::may_stand_plain;
use super::quoted::{block_header, push_quoted};
use serde_json::{Map, Number, Value};
use std::borrow::Borrow;

/// A longer key is written as `? key`: readers search only 1024 characters for the colon.
const LONGEST_SIMPLE_KEY: usize = 120;

/// A step into the object, as the emitter takes it.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    Key(&'v str),
    Index(usize),
}

/// Takes the text, and what it is told about it.
pub(super) trait Sink {
    /// The text so far, to write on.
    fn text(&mut self) -> &mut String;
    /// A new document begins.
    fn begin_document(&mut self);
    /// The emitter goes into a value.
    fn enter(&mut self, step: Step<'_>);
    /// It comes out again.
    fn leave(&mut self);
    /// From `start` to the end of the text stands a token.
    fn token(&mut self, kind: TokenKind, start: usize);
    /// A line that begins with so many spaces is complete, but for its newline.
    fn line(&mut self, indent: usize);
}

/// Writes a value as YAML, ending in a newline.
///
/// Reading it back with [`super::read`], with `kubectl` or with any YAML 1.1 or 1.2 reader gives the same value; only a
/// float without a fraction comes back as an integer, as it does from `kubectl`.
pub fn write(value: &Value) -> String {
    let mut text = String::with_capacity(1024);
    emit(&mut text, &[value]);
    text
}

/// Writes several documents, with `---` between them.
pub fn write_all<V: Borrow<Value>>(values: &[V]) -> String {
    let mut text = String::with_capacity(1024 * values.len());
    emit(&mut text, values);
    text
}

pub(super) fn emit<S: Sink, V: Borrow<Value>>(sink: &mut S, documents: &[V]) {
    let mut emitter = Emitter { sink, line_indent: 0 };
    for (position, document) in documents.iter().enumerate() {
        if position > 0 {
            emitter.begin_line(0);
            emitter.put(TokenKind::Punctuation, "---");
            emitter.end_line();
        }
        emitter.sink.begin_document();
        emitter.document(document.borrow());
    }
}

/// How a value is laid out.
enum Body<'v> {
    Mapping(&'v Map<String, Value>),
    List(&'v [Value]),
    /// In the line it begins in: scalars, `{}` and `[]`.
    Line(&'v Value),
}

fn body(value: &Value) -> Body<'_> {
    match value {
        Value::Object(map) if !map.is_empty() => Body::Mapping(map),
        Value::Array(items) if !items.is_empty() => Body::List(items),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => Body::Line(value),
    }
}

struct Emitter<'s, S> {
    sink: &'s mut S,
    /// How many spaces the line that is being written begins with.
    line_indent: usize,
}

impl<S: Sink> Emitter<'_, S> {
    fn document(&mut self, value: &Value) {
        self.begin_line(0);
        match body(value) {
            Body::Mapping(map) => self.mapping(map, Shape::Object, 0),
            Body::List(items) => self.list(items, Shape::Object, 0),
            Body::Line(scalar) => {
                self.scalar(scalar, 2);
                self.end_line();
            }
        }
    }

    /// The entries, the first of them in the line that is already begun.
    fn mapping(&mut self, map: &Map<String, Value>, shape: Shape, indent: usize) {
        let mut entries: Vec<_> =
            map.iter().map(|(key, value)| (shape.rank(key), key.as_str(), value)).collect();
        entries.sort_unstable_by_key(|(rank, key, _)| (*rank, *key));
        for (position, (_, key, value)) in entries.into_iter().enumerate() {
            if position > 0 {
                self.begin_line(indent);
            }
            self.sink.enter(Step::Key(key));
            self.key(key, indent);
            self.value(value, shape.of(key), indent);
            self.sink.leave();
        }
    }

    fn key(&mut self, key: &str, indent: usize) {
        let simple = key.len() <= LONGEST_SIMPLE_KEY;
        if !simple {
            self.put(TokenKind::Punctuation, "? ");
        }
        let start = self.sink.text().len();
        self.text_in_line(key);
        self.sink.token(TokenKind::Key, start);
        if !simple {
            self.end_line();
            self.begin_line(indent);
        }
        self.put(TokenKind::Punctuation, ":");
    }

    /// What follows `key:`. Lists are not indented under their key.
    fn value(&mut self, value: &Value, shape: Shape, indent: usize) {
        match body(value) {
            Body::Mapping(map) => {
                self.end_line();
                self.begin_line(indent + 2);
                self.mapping(map, shape, indent + 2);
            }
            Body::List(items) => {
                self.end_line();
                self.begin_line(indent);
                self.list(items, shape, indent);
            }
            Body::Line(scalar) => {
                self.sink.text().push(' ');
                self.scalar(scalar, indent + 2);
                self.end_line();
            }
        }
    }

    /// The items, the first of them in the line that is already begun.
    fn list(&mut self, items: &[Value], shape: Shape, indent: usize) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.begin_line(indent);
            }
            self.sink.enter(Step::Index(index));
            self.put(TokenKind::Punctuation, "- ");
            match body(item) {
                Body::Mapping(map) => self.mapping(map, shape, indent + 2),
                Body::List(items) => self.list(items, shape, indent + 2),
                Body::Line(scalar) => {
                    self.scalar(scalar, indent + 2);
                    self.end_line();
                }
            }
            self.sink.leave();
        }
    }

    fn scalar(&mut self, value: &Value, block_indent: usize) {
        match value {
            Value::Null => self.put(TokenKind::Null, "null"),
            Value::Bool(true) => self.put(TokenKind::Bool, "true"),
            Value::Bool(false) => self.put(TokenKind::Bool, "false"),
            Value::Number(number) => self.number(number),
            Value::String(text) => self.string(text, block_indent),
            Value::Array(_) => self.put(TokenKind::Punctuation, "[]"),
            Value::Object(_) => self.put(TokenKind::Punctuation, "{}"),
        }
    }

    fn number(&mut self, number: &Number) {
        let start = self.sink.text().len();
        push_number(self.sink.text(), number);
        self.sink.token(TokenKind::Number, start);
    }

    fn string(&mut self, text: &str, block_indent: usize) {
        match block_header(text) {
            Some(header) => self.block(header, text, block_indent),
            None => {
                let start = self.sink.text().len();
                self.text_in_line(text);
                self.sink.token(TokenKind::String, start);
            }
        }
    }

    fn text_in_line(&mut self, text: &str) {
        if may_stand_plain(text) {
            self.sink.text().push_str(text);
        } else {
            push_quoted(self.sink.text(), text);
        }
    }

    /// A literal block. The end of its last line is left to the caller, as with every scalar.
    fn block(&mut self, header: &str, text: &str, indent: usize) {
        self.put(TokenKind::Punctuation, header);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.end_line();
            self.begin_line(if line.is_empty() { 0 } else { indent });
            if !line.is_empty() {
                self.put(TokenKind::String, line);
            }
        }
    }

    fn put(&mut self, kind: TokenKind, token: &str) {
        let text = self.sink.text();
        let start = text.len();
        text.push_str(token);
        self.sink.token(kind, start);
    }

    fn begin_line(&mut self, indent: usize) {
        const SPACES: &str = "                                ";
        self.line_indent = indent;
        let text = self.sink.text();
        let mut left = indent;
        while let Some(rest) = left.checked_sub(SPACES.len()) {
            text.push_str(SPACES);
            left = rest;
        }
        text.push_str(SPACES.get(..left).unwrap_or_default());
    }

    fn end_line(&mut self) {
        self.sink.line(self.line_indent);
        self.sink.text().push('\n');
    }
}

/// Floats get a point and a signed exponent, without which YAML 1.1 reads text: `1.0e+300`.
fn push_number(text: &mut String, number: &Number) {
    let written = number.to_string();
    match written.split_once('e') {
        Some((mantissa, exponent)) => {
            text.push_str(mantissa);
            text.push_str(if mantissa.contains('.') { "e" } else { ".0e" });
            text.push_str(if exponent.starts_with(['-', '+']) { "" } else { "+" });
            text.push_str(exponent);
        }
        None => text.push_str(&written),
    }
}

/// Text only.
impl Sink for String {
    fn text(&mut self) -> &mut String {
        self
    }

    fn begin_document(&mut self) {}

    fn enter(&mut self, _: Step<'_>) {}

    fn leave(&mut self) {}

    fn token(&mut self, _: TokenKind, _: usize) {}

    fn line(&mut self, _: usize) {}
}
