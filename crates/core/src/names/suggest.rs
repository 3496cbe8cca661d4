use super::Check;

/// Paths on a container's file system: absolute, without `..`, and without `:`, which container runtimes refuse in a
/// mount path.
pub fn absolute_path(value: &str) -> Check {
    if !value.starts_with('/') {
        Err("must be an absolute path".to_owned())
    } else if value.split('/').any(|part| part == "..") {
        Err("must not contain '..'".to_owned())
    } else if value.contains(':') {
        Err("must not contain ':'".to_owned())
    } else if value.contains('\0') {
        Err("must not contain a NUL character".to_owned())
    } else {
        Ok(())
    }
}

/// The nearest right DNS label to what was typed (`My Agent_1` gives `my-agent-1`), `None` when nothing is left of it.
pub fn suggest_label(typed: &str) -> Option<String> {
    let mut label = String::new();
    for c in typed.trim().chars() {
        if c.is_ascii_alphanumeric() {
            label.push(c.to_ascii_lowercase());
        } else if !label.ends_with('-') && !label.is_empty() {
            label.push('-');
        }
    }
    label.truncate(63);
    let trimmed = label.trim_end_matches('-').len();
    label.truncate(trimmed);
    (!label.is_empty()).then_some(label)
}
