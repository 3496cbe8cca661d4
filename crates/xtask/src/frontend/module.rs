//! The console's wasm module: compiled by cargo, in a release cut into parts, bound to JavaScript by wasm-bindgen,
//! shrunk by wasm-opt.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Context, bundle};
use crate::cargo::Profile;
use crate::process;
use crate::progress::{Done, Step};
use crate::stamp::unless_unchanged;
use crate::{npm, workspace::Workspace};

/// The console's package and, as it is a program, the name of its module.
pub(crate) const CONSOLE: &str = "slipway-frontend";

/// The features rustc's wasm32-unknown-unknown uses; wasm-opt refuses code with features it was not told about.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What a release is compiled with: relocations, which the splitter follows; the console's split points; and views
/// whose types are erased, for fewer copies of the same code.
const SPLIT: (&str, &str) = (
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "-Clink-args=--emit-relocs --cfg=split --cfg=erase_components",
);

/// Cargo decides itself whether anything is to do.
pub(super) fn compile(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    compile_packages(context.workspace, step, context.profile, &[CONSOLE])?;
    Ok(Done::Worked)
}

/// Compiles packages for the browser. What is named together with the console gets its features, so that what they
/// share is built once.
pub(crate) fn compile_packages(
    workspace: &Workspace,
    step: &Step,
    profile: Profile,
    names: &[&str],
) -> anyhow::Result<()> {
    let environment: &[_] = if profile == Profile::Release { &[SPLIT] } else { &[] };
    let mut arguments = vec!["build", "--target", "wasm32-unknown-unknown", "--profile", profile.wasm_name()];
    arguments.extend(names.iter().flat_map(|name| ["--package", name]));
    workspace.cargo_with(step, &arguments, environment)
}

/// `bindings/` by wasm-bindgen, then `slipway.js`: the bindings and the starter in one file.
pub(super) fn bind(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let generator = generator(context.workspace, step)?;
    let module = context.workspace.wasm_module(context.profile, CONSOLE);
    let inputs = [
        module.clone(),
        generator.clone(),
        context.source("boot"),
        context.source("build/bundle.mjs"),
        context.source("package-lock.json"),
    ];
    let out = context.made("slipway.js");
    unless_unchanged(context.workspace, &context.stamp("bindings"), "", &inputs, &out, || {
        let bindings = context.made("bindings");
        let mut command = process::program(&generator.to_string_lossy());
        command.arg(&module).arg(&bindings).arg("slipway");
        if context.release() {
            command.arg("--release");
        }
        process::run(step, &mut command)?;
        let alias = format!("--bindings={}", bindings.join("slipway.js").display());
        bundle(context, step, "boot/start.ts", &out, &[&alias])
    })
}

/// `slipway.wasm` and the parts, by the optimizer from npm: another one from `PATH` may be old enough to break them.
pub(super) fn optimize(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let parts = cut_parts(context)?;
    let mut inputs = vec![bound_module(context), context.source("package-lock.json")];
    inputs.extend(parts.iter().map(|part| context.made("bindings").join(part)));
    let out = context.made("slipway.wasm");
    let settings = WASM_FEATURES.join(" ");
    unless_unchanged(context.workspace, &context.stamp("wasm-opt"), &settings, &inputs, &out, || {
        for part in &parts {
            shrink(context.workspace, step, &context.made("bindings").join(part), &context.made(part))?;
        }
        shrink(context.workspace, step, &bound_module(context), &out)
    })
}

/// Writes a smaller module that does the same.
pub(crate) fn shrink(workspace: &Workspace, step: &Step, module: &Path, out: &Path) -> anyhow::Result<()> {
    let (module, out) = (module.display().to_string(), out.display().to_string());
    let mut arguments = vec!["node_modules/binaryen/bin/wasm-opt", "-Oz", &module, "-o", &out];
    arguments.extend(WASM_FEATURES);
    npm::node(step, &workspace.frontend(), &arguments).map(drop)
}

/// File names of the parts that are loaded when needed, as `slipway.js` names them; none in a development build.
pub(super) fn parts(context: &Context<'_>) -> anyhow::Result<Vec<String>> {
    if context.release() { cut_parts(context) } else { Ok(Vec::new()) }
}

/// The part in which the console follows the server: every page fetches it as it starts.
const AT_START: &str = "server";

/// The parts, without their extension, that are loaded before the first interaction.
pub(super) fn parts_at_start(context: &Context<'_>) -> anyhow::Result<Vec<String>> {
    if !context.release() {
        return Ok(Vec::new());
    }
    let list = context.made("bindings").join("parts.json");
    let text = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut needs: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text).with_context(|| format!("cannot read {}", list.display()))?;
    needs.remove(AT_START).with_context(|| format!("the console has no part {AT_START}"))
}

fn cut_parts(context: &Context<'_>) -> anyhow::Result<Vec<String>> {
    let bindings = context.made("bindings");
    let mut parts = Vec::new();
    for entry in fs::read_dir(&bindings).with_context(|| format!("cannot read {}", bindings.display()))? {
        let name = entry.with_context(|| format!("cannot read {}", bindings.display()))?.file_name();
        let name = name.to_string_lossy().into_owned();
        if name.ends_with(".wasm") && (name.starts_with("split_") || name.starts_with("chunk_")) {
            parts.push(name);
        }
    }
    parts.sort();
    Ok(parts)
}

/// The module that goes into `dist/`.
pub(super) fn finished_module(context: &Context<'_>) -> PathBuf {
    if context.release() { context.made("slipway.wasm") } else { bound_module(context) }
}

fn bound_module(context: &Context<'_>) -> PathBuf {
    context.made("bindings").join("slipway_bg.wasm")
}

/// The binding generator, compiled on its first use.
pub(crate) fn generator(workspace: &Workspace, step: &Step) -> anyhow::Result<PathBuf> {
    workspace.cargo(step, &["build", "--package", "wasm-tools", "--bin", "wasm-bindings"])?;
    Ok(workspace.program(Profile::Dev, "wasm-bindings"))
}
