//! What npm tools make without the wasm module: the stylesheet, the overlay editor and the theme script.

use super::{Context, bundle};
use crate::npm;
use crate::progress::{Done, Step};
use crate::stamp::unless_unchanged;

/// `style.css` from `style/` and the class names in `src/`; `editor.js`; `theme.js`.
pub(super) fn build(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let stylesheet = stylesheet(context, step)?;
    let scripts = scripts(context, step)?;
    Ok(if stylesheet == Done::Unchanged { scripts } else { stylesheet })
}

fn stylesheet(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let inputs = ["style", "src", "index.html", "package-lock.json"].map(|name| context.source(name));
    let out = context.made("style.css");
    unless_unchanged(context.workspace, &context.stamp("stylesheet"), "", &inputs, &out, || {
        let path = out.display().to_string();
        let mut arguments = vec![
            "node_modules/@tailwindcss/cli/dist/index.mjs",
            "--input",
            "style/main.css",
            "--output",
            &path,
        ];
        if context.release() {
            arguments.push("--minify");
        }
        npm::node(step, &context.workspace.frontend(), &arguments).map(drop)
    })
}

fn scripts(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let inputs =
        ["editor", "boot/theme.ts", "build/bundle.mjs", "package-lock.json"].map(|name| context.source(name));
    let out = context.made("editor.js");
    unless_unchanged(context.workspace, &context.stamp("scripts"), "", &inputs, &out, || {
        bundle(context, step, "boot/theme.ts", &context.made("theme.js"), &["--script"])?;
        bundle(context, step, "editor/editor.ts", &out, &[])
    })
}
