//! YAML with marks: which token is what, and which part of the object a line shows.

use super::emit::{Sink, Step, emit};
use crate::path::{Path, Segment};
use serde_json::Value;
use std::borrow::Borrow;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A key of a mapping.
    Key,
    /// Text, plain or quoted, or a line of a block.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// `:`, `- `, `{}`, `[]`, `|`, `---`.
    Punctuation,
}

/// A token of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands: bytes of [`Highlighted::text`].
    pub range: Range<usize>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How many spaces it begins with.
    pub indent: usize,
    /// Where it stands, without its newline: bytes of [`Highlighted::text`].
    pub range: Range<usize>,
    /// What it is made of, in order. Between tokens stand single spaces at most.
    pub tokens: Vec<Token>,
    node: usize,
}

/// A text as [`super::write`] or [`super::write_all`] gives it, and what its lines are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlighted {
    /// The YAML.
    pub text: String,
    /// Its lines, in order.
    pub lines: Vec<Line>,
    nodes: Vec<Node>,
    /// The number of each document's node.
    roots: Vec<usize>,
}

/// A value of a document; the document itself has no segment and is its own parent.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    parent: usize,
    segment: Option<Segment>,
    first_line: usize,
    /// The number after those of everything in it.
    end: usize,
}

impl Highlighted {
    /// What a line says.
    pub fn line_text(&self, line: &Line) -> &str {
        self.text.get(line.range.clone()).unwrap_or_default()
    }

    /// What a token says.
    pub fn token_text(&self, token: &Token) -> &str {
        self.text.get(token.range.clone()).unwrap_or_default()
    }

    /// The field a line shows, within its document: the innermost that begins there, or whose text it continues.
    pub fn path(&self, line: &Line) -> Path {
        let mut segments = Vec::new();
        let mut at = line.node;
        while let Some(Node { parent, segment: Some(segment), .. }) = self.nodes.get(at) {
            segments.push(segment.clone());
            at = *parent;
        }
        segments.reverse();
        Path(segments)
    }

    /// The document a line belongs to, counted from 0; `---` belongs to the one before it.
    pub fn document(&self, line: &Line) -> usize {
        self.roots.partition_point(|root| *root <= line.node).saturating_sub(1)
    }

    /// The number, from 0, of the line where a field of a document begins; of the nearest thing around it when the
    /// document does not have it.
    pub fn line_of(&self, document: usize, path: &Path) -> Option<usize> {
        let mut at = *self.roots.get(document)?;
        for step in path.segments() {
            match self.child(at, step) {
                Some(child) => at = child,
                None => break,
            }
        }
        self.nodes.get(at).map(|node| node.first_line)
    }

    fn child(&self, at: usize, step: &Segment) -> Option<usize> {
        let (mut child, end) = (at + 1, self.nodes.get(at)?.end);
        while child < end {
            let node = self.nodes.get(child)?;
            if node.segment.as_ref() == Some(step) {
                return Some(child);
            }
            child = node.end;
        }
        None
    }
}

/// Writes documents as [`super::write_all`] does, noting where tokens stand and what each line shows.
pub fn highlight<V: Borrow<Value>>(documents: &[V]) -> Highlighted {
    let mut marks = Marks { out: Highlighted::default(), node: 0, tokens: Vec::new(), line_start: 0 };
    emit(&mut marks, documents);
    marks.out
}

struct Marks {
    out: Highlighted,
    /// Where the emitter is: a number in `out.nodes`.
    node: usize,
    tokens: Vec<Token>,
    line_start: usize,
}

impl Marks {
    fn open(&mut self, parent: usize, segment: Option<Segment>) {
        let number = self.out.nodes.len();
        self.out.nodes.push(Node { parent, segment, first_line: self.out.lines.len(), end: usize::MAX });
        self.node = number;
    }
}

impl Sink for Marks {
    fn text(&mut self) -> &mut String {
        &mut self.out.text
    }

    fn begin_document(&mut self) {
        let number = self.out.nodes.len();
        self.out.roots.push(number);
        self.open(number, None);
    }

    fn enter(&mut self, step: Step<'_>) {
        let segment = match step {
            Step::Key(key) => Segment::Key(key.to_owned()),
            Step::Index(index) => Segment::Index(index),
        };
        self.open(self.node, Some(segment));
    }

    fn leave(&mut self) {
        let end = self.out.nodes.len();
        if let Some(node) = self.out.nodes.get_mut(self.node) {
            node.end = end;
            self.node = node.parent;
        }
    }

    fn token(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token { kind, range: start..self.out.text.len() });
    }

    fn line(&mut self, indent: usize) {
        let range = self.line_start..self.out.text.len();
        self.line_start = range.end + 1;
        let tokens = std::mem::take(&mut self.tokens);
        self.out.lines.push(Line { indent, range, tokens, node: self.node });
    }
}
