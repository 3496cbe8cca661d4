//! `wasm-bindings MODULE OUT_DIR NAME [--release]`: writes `NAME.js` and `NAME_bg.wasm` for a compiled wasm module.
//!
//! The generator is linked as a library, because its version must equal that of the `wasm-bindgen` the module was
//! compiled with; the lock file guarantees that, an installed program does not.

use std::path::PathBuf;

use anyhow::{Context, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (module, out, name, release) = match arguments.as_slice() {
        [module, out, name] => (module, out, name, false),
        [module, out, name, flag] if flag == "--release" => (module, out, name, true),
        _ => bail!("usage: wasm-bindings MODULE OUT_DIR NAME [--release]"),
    };
    generate(&PathBuf::from(module), &PathBuf::from(out), name, release)
        .with_context(|| format!("cannot generate the bindings of {module}"))
}

/// In a release the names of functions are dropped: they are a fifth of the module and only serve stack traces.
fn generate(module: &PathBuf, out: &PathBuf, name: &str, release: bool) -> anyhow::Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate(out)
}
