//! Which lines fold away under which.

use super::lines::CodeLine;

/// For each line the index after the last line of its block; its own successor when it has none.
///
/// Lists are not indented under their key, so a key's block also holds items that begin where it does.
pub(crate) fn foldable(lines: &[CodeLine]) -> Vec<usize> {
    (0..lines.len()).map(|at| end_of_block(lines, at)).collect()
}

fn end_of_block(lines: &[CodeLine], at: usize) -> usize {
    let Some(head) = lines.get(at) else { return at + 1 };
    let takes_items = !head.is_item() && head.text.ends_with(':');
    let inside = |line: &&CodeLine| {
        line.indent > head.indent || (takes_items && line.indent == head.indent && line.is_item())
    };
    at + 1 + lines.iter().skip(at + 1).take_while(inside).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_what_is_deeper_and_its_items() {
        let lines: Vec<CodeLine> = [
            "kind: Pod",
            "spec:",
            "  containers:",
            "  - name: a",
            "    image: b",
            "  - name: c",
            "  volumes: []",
            "---",
        ]
        .into_iter()
        .map(|text| CodeLine {
            text: text.to_owned(),
            indent: text.len() - text.trim_start().len(),
            ..CodeLine::default()
        })
        .collect();
        assert_eq!(foldable(&lines), [1, 7, 6, 5, 5, 6, 7, 8]);
    }
}
