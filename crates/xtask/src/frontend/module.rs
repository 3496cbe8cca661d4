//! The console's wasm module: compiled by cargo, bound to JavaScript by wasm-bindgen, shrunk by wasm-opt.

use std::path::PathBuf;

use super::{Context, bundle};
use crate::cargo::Profile;
use crate::process;
use crate::progress::{Done, Step};
use crate::stamp::unless_unchanged;
use crate::{npm, workspace::Workspace};

/// The features rustc's wasm32-unknown-unknown uses; wasm-opt refuses code with features it was not told about.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Cargo decides itself whether anything is to do.
pub(super) fn compile(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let profile = context.profile.wasm_name();
    let target = "wasm32-unknown-unknown";
    context
        .workspace
        .cargo(step, &["build", "-p", "slipway-frontend", "--target", target, "--profile", profile])?;
    Ok(Done::Worked)
}

/// `bindings/` by wasm-bindgen, then `slipway.js`: the bindings and the starter in one file.
pub(super) fn bind(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let generator = generator(context.workspace, step)?;
    let module = context.workspace.wasm_module(context.profile);
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

/// `slipway.wasm`, by the optimizer from npm: another one from `PATH` may be old enough to break the module.
pub(super) fn optimize(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    let module = bound_module(context);
    let inputs = [module.clone(), context.source("package-lock.json")];
    let out = context.made("slipway.wasm");
    let settings = WASM_FEATURES.join(" ");
    unless_unchanged(context.workspace, &context.stamp("wasm-opt"), &settings, &inputs, &out, || {
        let (module, out) = (module.display().to_string(), out.display().to_string());
        let mut arguments = vec!["node_modules/binaryen/bin/wasm-opt", "-Oz", &module, "-o", &out];
        arguments.extend(WASM_FEATURES);
        npm::node(step, &context.workspace.frontend(), &arguments).map(drop)
    })
}

/// The module that goes into `dist/`.
pub(super) fn finished_module(context: &Context<'_>) -> PathBuf {
    if context.release() { context.made("slipway.wasm") } else { bound_module(context) }
}

fn bound_module(context: &Context<'_>) -> PathBuf {
    context.made("bindings").join("slipway_bg.wasm")
}

/// The binding generator, compiled on its first use.
fn generator(workspace: &Workspace, step: &Step) -> anyhow::Result<PathBuf> {
    workspace.cargo(step, &["build", "--package", "wasm-tools", "--bin", "wasm-bindings"])?;
    Ok(workspace.program(Profile::Dev, "wasm-bindings"))
}
