//! The core as a wasm module by itself, compiled, bound and shrunk as the console of a release is.

use std::path::PathBuf;

use super::Context;
use crate::cargo::Profile;
use crate::frontend;
use crate::process;
use crate::progress::{Done, Step};
use crate::stamp::unless_unchanged;

const PACKAGE: &str = "bench-core";

/// Where the bindings and the module are.
pub(super) struct Module {
    pub(super) bindings: PathBuf,
    pub(super) wasm: PathBuf,
}

/// What [`build`] made.
pub(super) fn module(context: &Context<'_>) -> Module {
    Module { bindings: context.made("core/core.js"), wasm: context.made("core.wasm") }
}

/// Compiles, binds and shrinks it. It keeps what the splitter would need, of which the optimizer warns; nobody reads
/// that.
pub(super) fn build(context: &Context<'_>, step: &Step) -> anyhow::Result<Done> {
    frontend::compile_packages(context.workspace, step, Profile::Release, &[frontend::CONSOLE, PACKAGE])?;
    let compiled = context.workspace.wasm_module(Profile::Release, &PACKAGE.replace('-', "_"));
    let generator = frontend::generator(context.workspace, step)?;
    let finished = module(context).wasm;
    let inputs = [compiled.clone(), generator.clone()];
    unless_unchanged(context.workspace, "bench-core", "", &inputs, &finished, || {
        let out = context.made("core");
        let mut bind = process::program(&generator.to_string_lossy());
        process::run(step, bind.arg(&compiled).arg(&out).arg("core"))?;
        frontend::shrink(context.workspace, step, &out.join("core_bg.wasm"), &finished)
    })
}
