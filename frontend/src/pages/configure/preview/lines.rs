//! From the core's marked YAML to lines of the code view.

use serde_json::Value;
use slipway_core::finding::{Finding, Severity};
use slipway_core::yaml::{Highlighted, TokenKind, highlight};

use crate::widgets::code::{CodeLine, Lines, MOST_LINES, Mark, Sign, pairs};

/// The lines of several objects. The key of a line is kind and path: `Pod:spec.containers[0].image`.
pub(crate) fn of(objects: &[&Value]) -> Lines {
    let documents: Vec<Value> = objects.iter().map(|object| (*object).clone()).collect();
    let text = highlight(&documents);
    let kinds: Vec<&str> =
        objects.iter().map(|object| object.get("kind").and_then(Value::as_str).unwrap_or_default()).collect();
    let drawn: Vec<CodeLine> =
        text.lines.iter().take(MOST_LINES).map(|line| one(&text, &kinds, line)).collect();
    Lines { more: text.lines.len() - drawn.len(), drawn }
}

/// The lines of both versions of a pod, with what the overlays took and brought; empty when they are equal.
pub(super) fn diff(before: &Value, after: &Value) -> Lines {
    if before == after {
        return Lines::default();
    }
    let (before, Lines { drawn: after, more }) = (of(&[before]).drawn, of(&[after]));
    let kept = pairs(&before, &after, |a, b| a.text == b.text);
    let mut merged = Vec::with_capacity(after.len());
    let mut old = before.into_iter().enumerate().peekable();
    for (line, kept) in after.into_iter().zip(kept) {
        match kept {
            Some(at) => {
                while let Some((_, gone)) = old.next_if(|(index, _)| *index < at) {
                    merged.push(removed(gone));
                }
                old.next();
                merged.push(line);
            }
            None => merged.push(CodeLine { sign: Sign::Added, ..line }),
        }
    }
    merged.extend(old.map(|(_, gone)| removed(gone)));
    Lines { drawn: merged, more }
}

fn removed(line: CodeLine) -> CodeLine {
    CodeLine { sign: Sign::Removed, key: ["-", &line.key].concat(), ..line }
}

fn one(text: &Highlighted, kinds: &[&str], line: &slipway_core::yaml::Line) -> CodeLine {
    let start = line.range.start;
    let kind = kinds.get(text.document(line)).copied().unwrap_or_default();
    let class = |kind: TokenKind| match kind {
        TokenKind::Key => "key",
        TokenKind::String => "string",
        TokenKind::Number => "number",
        TokenKind::Bool => "bool",
        TokenKind::Null => "null",
        TokenKind::Punctuation => "punctuation",
    };
    let span = |token: &slipway_core::yaml::Token| {
        (token.range.start - start, token.range.end - start, class(token.kind))
    };
    let key = [kind, ":", &text.path(line).to_string()].concat();
    let drawn = CodeLine::plain(text.line_text(line), key).coloured(line.tokens.iter().map(span));
    CodeLine { indent: line.indent, ..drawn }
}

/// The lines findings are about.
pub(super) fn finding_marks(findings: &[Finding]) -> Vec<Mark> {
    let mark = |finding: &Finding| {
        let class = match finding.severity {
            Severity::Error => "line-error",
            Severity::Warning => "line-warning",
            Severity::Advice => return None,
        };
        let path = finding.object_path.as_ref()?;
        Some(Mark { key: ["Pod:", path].concat(), class })
    };
    findings.iter().filter_map(mark).collect()
}
