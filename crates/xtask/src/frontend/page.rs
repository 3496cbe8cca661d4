//! Addresses of the files of this build, where the template of `index.html` and the script name them.

use anyhow::{Context as _, bail};

/// Puts each address where the template has `{{name}}`; every name must be used, and none may be left.
pub(super) fn fill(template: &str, addresses: &[(&str, String)]) -> anyhow::Result<String> {
    let mut page = template.to_owned();
    for (name, address) in addresses {
        let mark = format!("{{{{{name}}}}}");
        if !page.contains(&mark) {
            bail!("index.html does not use {mark}");
        }
        page = page.replace(&mark, address);
    }
    if let Some((_, rest)) = page.split_once("{{") {
        let name = rest.split("}}").next().context("index.html ends inside a {{name}}")?;
        bail!("index.html uses {{{{{name}}}}}, which is no file of the build");
    }
    Ok(page)
}

/// Puts `to` where the script names the file `from`, which it must.
pub(super) fn rename(script: &str, from: &str, to: &str) -> anyhow::Result<String> {
    let (from, to) = (format!("./{from}\""), format!("./{to}\""));
    if !script.contains(&from) {
        bail!("the script does not name {from}");
    }
    Ok(script.replace(&from, &to))
}

#[cfg(test)]
mod tests {
    use super::{fill, rename};

    #[test]
    fn a_part_is_renamed_by_its_whole_name() {
        let script = r#"new URL("./chunk_1.wasm",u),new URL("./chunk_11.wasm",u)"#;
        let renamed = rename(script, "chunk_1.wasm", "chunk_1.ab.wasm").unwrap();
        assert_eq!(renamed, r#"new URL("./chunk_1.ab.wasm",u),new URL("./chunk_11.wasm",u)"#);
        assert!(rename(script, "chunk_2.wasm", "x").is_err());
    }

    #[test]
    fn marks_are_filled_and_mistakes_are_said() {
        let script = || [("script", "/s.js".to_owned())];
        let cases = [
            ("<a {{script}}><b {{script}}>", Ok("<a /s.js><b /s.js>")),
            ("<a>", Err("index.html does not use {{script}}")),
            ("{{script}} {{other}}", Err("index.html uses {{other}}, which is no file of the build")),
        ];
        for (template, expected) in cases {
            let filled = fill(template, &script()).map_err(|error| error.to_string());
            assert_eq!(filled.as_deref().map_err(String::as_str), expected, "{template}");
        }
    }
}
