//! Moving a sidecar's snippet from `containers` to `initContainers`, with the user's comments where lines allow it.
//!
//! Lines are moved by where the reader finds keys and items. Whatever the shape of the text, the result is read again
//! and must mean what was wanted; else the snippet is written anew, without its comments.

use std::ops::Range;

use serde_json::Value;

use crate::path::Path;
use crate::yaml::{self, Limits};

/// The text with the item `name` moved from `containers` to `initContainers`.
pub(super) fn relocate(text: &str, snippet: &Value, name: &str) -> String {
    let wanted = moved(snippet, name);
    let same = |text: &String| yaml::read(text, &Limits::default()).is_ok_and(|read| read == wanted);
    by_lines(text, snippet, name).filter(same).unwrap_or_else(|| yaml::write(&wanted))
}

fn moved(snippet: &Value, name: &str) -> Value {
    let mut snippet = snippet.clone();
    let nested = snippet.get("spec").is_some();
    let spec = if nested { snippet.get_mut("spec") } else { Some(&mut snippet) };
    if let Some(Value::Object(spec)) = spec {
        let is_it = |item: &Value| item.get("name").and_then(Value::as_str) == Some(name);
        let mut taken = Vec::new();
        if let Some(Value::Array(items)) = spec.get_mut("containers") {
            let (its, others) = std::mem::take(items).into_iter().partition(is_it);
            taken = its;
            *items = others;
        }
        if spec.get("containers").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            spec.remove("containers");
        }
        match spec.get_mut("initContainers") {
            Some(Value::Array(items)) => items.extend(taken),
            Some(_) | None => {
                spec.insert("initContainers".to_owned(), Value::Array(taken));
            }
        }
    }
    snippet
}

fn by_lines(text: &str, snippet: &Value, name: &str) -> Option<String> {
    let (root, spec) = super::spec_of(snippet);
    let items = spec.get("containers")?.as_array()?;
    let index = items.iter().position(|item| item.get("name").and_then(Value::as_str) == Some(name))?;
    let lines: Vec<&str> = text.lines().collect();
    let key = line_of(text, &root.join("containers"))?;
    let alone = items.len() == 1;
    if alone && spec.get("initContainers").is_none() {
        return renamed(&lines, key);
    }
    let block = block(&lines, key)?;
    let item = item(text, &lines, &root.join("containers"), index, &block)?;
    let cut = if alone { key..item.end } else { item.clone() };
    let target = match spec.get("initContainers") {
        Some(_) => Some(self::block(&lines, line_of(text, &root.join("initContainers"))?)?),
        None => None,
    };
    let depth = |block: &Range<usize>| {
        lines.get(block.clone())?.iter().find(|line| is_item(line)).map(|line| indent(line))
    };
    let (from, to) = (depth(&block)?, depth(target.as_ref().unwrap_or(&block))?);
    let heading =
        target.is_none().then(|| format!("{}initContainers:", spaces(indent(lines.get(key).unwrap_or(&"")))));
    let taken = heading.into_iter().chain(lines.get(item)?.iter().map(|line| shifted(line, from, to)));
    let at = target.unwrap_or(block).end;
    Some(spliced(&lines, &cut, at, &taken.collect::<Vec<_>>()))
}

fn shifted(line: &str, from: usize, to: usize) -> String {
    match line.strip_prefix(spaces(from).as_str()) {
        Some(rest) => spaces(to) + rest,
        None => line.to_owned(),
    }
}

/// The same lines with the key `containers` renamed.
fn renamed(lines: &[&str], key: usize) -> Option<String> {
    let line = lines.get(key)?.replacen("containers", "initContainers", 1);
    Some(spliced(lines, &(key..key + 1), key, &[line]))
}

/// `lines` without those of `cut`, and with `new` before the line `at`.
fn spliced(lines: &[&str], cut: &Range<usize>, at: usize, new: &[String]) -> String {
    let mut text = String::new();
    for index in 0..=lines.len() {
        let before = if index == at { new } else { &[] };
        let own = lines.get(index).filter(|_| !cut.contains(&index)).copied();
        for line in before.iter().map(String::as_str).chain(own) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// The lines below a key: all that is indented deeper, and the dashes of its list.
fn block(lines: &[&str], key: usize) -> Option<Range<usize>> {
    let depth = indent(lines.get(key)?);
    let belongs = |line: &str| indent(line) > depth || (indent(line) == depth && is_item(line));
    let mut end = key + 1;
    for (index, line) in lines.iter().enumerate().skip(key + 1) {
        if belongs(line) && !line.trim().is_empty() {
            end = index + 1;
        } else if !is_silent(line) {
            break;
        }
    }
    Some(key + 1..end)
}

/// The lines of one item, with the comments directly above it.
fn item(text: &str, lines: &[&str], list: &Path, index: usize, block: &Range<usize>) -> Option<Range<usize>> {
    let begin = |index: usize| {
        let own = line_of(text, &list.join(index))?;
        let dash = lines.get(own).filter(|line| block.contains(&own) && is_item(line))?;
        let above = lines.get(block.start..own)?.iter().rev();
        Some(own - above.take_while(|line| is_comment(line) && indent(line) == indent(dash)).count())
    };
    let start = begin(index)?;
    // For the item after the last, the reader finds what is around it.
    let end = begin(index + 1).filter(|next| *next > start).unwrap_or(block.end);
    Some(start..end)
}

/// The line, from 0, of a key or item.
fn line_of(text: &str, path: &Path) -> Option<usize> {
    yaml::locate(text, path)?.line.checked_sub(1)
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

fn is_silent(line: &str) -> bool {
    line.trim().is_empty() || is_comment(line)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after `docker` was moved.
    fn check(text: &str, expected: &str) {
        let snippet = yaml::read(text, &Limits::default()).unwrap();
        assert_eq!(relocate(text, &snippet, "docker"), expected, "{text}");
    }

    #[test]
    fn a_container_alone_changes_its_key_and_keeps_every_comment() {
        check(
            "# Builds are big.\ncontainers: # the daemon\n  # Twice the default.\n  - name: docker # dind\n    resources:\n      limits: {memory: 4Gi}\n# End.\n",
            "# Builds are big.\ninitContainers: # the daemon\n  # Twice the default.\n  - name: docker # dind\n    resources:\n      limits: {memory: 4Gi}\n# End.\n",
        );
        check(
            "spec:\n  containers: [{name: docker, tty: true}] # one\n",
            "spec:\n  initContainers: [{name: docker, tty: true}] # one\n",
        );
    }

    #[test]
    fn one_of_several_containers_moves_with_the_comments_above_it() {
        check(
            "containers:\n# Agent.\n- name: agent\n  tty: true\n# Daemon.\n- name: docker\n  # Twice.\n  tty: true\n\n# Nodes.\nnodeSelector:\n  disk: ssd\n",
            "containers:\n# Agent.\n- name: agent\n  tty: true\ninitContainers:\n# Daemon.\n- name: docker\n  # Twice.\n  tty: true\n\n# Nodes.\nnodeSelector:\n  disk: ssd\n",
        );
        check(
            "spec:\n  containers:\n    # Daemon.\n    - name: docker\n      args:\n        - |\n          # no comment\n    # Agent.\n    - name: agent\n      tty: true\n",
            "spec:\n  containers:\n    # Agent.\n    - name: agent\n      tty: true\n  initContainers:\n    # Daemon.\n    - name: docker\n      args:\n        - |\n          # no comment\n",
        );
    }

    #[test]
    fn a_list_that_is_there_is_added_to() {
        check(
            "initContainers:\n- name: first\n  tty: true\ncontainers:\n  # Daemon.\n  - name: docker\n    tty: true\n",
            "initContainers:\n- name: first\n  tty: true\n# Daemon.\n- name: docker\n  tty: true\n",
        );
    }

    #[test]
    fn what_lines_cannot_move_is_written_anew() {
        check(
            "containers: [{name: agent}, {name: docker}] # both\n",
            "containers:\n- name: agent\ninitContainers:\n- name: docker\n",
        );
        check(
            "containers:\n- name: docker\n  resources: &r\n    limits: {cpu: 1}\n- name: agent\n  resources: *r\n",
            "containers:\n- name: agent\n  resources:\n    limits:\n      cpu: 1\ninitContainers:\n- name: docker\n  resources:\n    limits:\n      cpu: 1\n",
        );
    }
}
