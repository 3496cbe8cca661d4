//! `wasm-bindings MODULE OUT_DIR NAME [--release]`: writes `NAME.js` and `NAME_bg.wasm` for a compiled wasm module.
//!
//! The generator is linked as a library, because its version must equal that of the `wasm-bindgen` the module was
//! compiled with; the lock file guarantees that, an installed program does not.
//!
//! # Parts that are loaded when needed
//!
//! With `--release` the module is cut into parts first. The console marks functions with `wasm_split` (leptos
//! re-exports the crate); each becomes an import and an export of the linked module. The splitter follows what each of
//! them reaches, for which the module must be linked with `--emit-relocs` and still have its names:
//!
//! - what only one marked function reaches goes to `OUT_DIR/split_FILE.wasm`;
//! - what several reach, but nothing else, goes to an `OUT_DIR/chunk_NUMBER.wasm` they share;
//! - everything else stays in the main module, to which alone `wasm-bindgen` is applied;
//! - `OUT_DIR/__wasm_split.js`, which the main module imports, fetches the parts and links them to the main module's
//!   memory and function table. It names them by these file names;
//! - `OUT_DIR/parts.json` says which files, without their extension, each `FILE` of a marked function needs.
//!
//! Parts of different builds do not fit each other: all files of one build belong together.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (module, out, name, release) = match arguments.as_slice() {
        [module, out, name] => (module, out, name, false),
        [module, out, name, flag] if flag == "--release" => (module, out, name, true),
        _ => bail!("usage: wasm-bindings MODULE OUT_DIR NAME [--release]"),
    };
    generate(Path::new(module), Path::new(out), name, release)
        .with_context(|| format!("cannot generate the bindings of {module}"))
}

/// In a release the names of functions are dropped: they are a fifth of the module and only serve stack traces.
fn generate(module: &Path, out: &Path, name: &str, release: bool) -> anyhow::Result<()> {
    let mut bindings = Bindgen::new();
    if release {
        let main = out.join("main.wasm");
        split(module, out, &main, name)?;
        // The parts are linked to what the linker exports, by the linker's names.
        bindings.input_path(main).keep_lld_exports(true).demangle(false);
    } else {
        bindings.input_path(module);
    }
    bindings
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate(out)
}

/// Cuts `module` at its marked functions: the parts go to `out`, the rest to `main`.
fn split(module: &Path, out: &Path, main: &Path, name: &str) -> anyhow::Result<()> {
    let linked = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    clear(out)?;
    let script = format!("./{name}.js");
    let mut options = wasm_split_cli_support::Options::new(&linked);
    options.output_dir = out;
    options.main_out_path = main;
    options.main_module = &script;
    let made =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot split it: {error:#}"))?;
    let needs: BTreeMap<_, _> = made.prefetch_map.into_iter().collect();
    let list = out.join("parts.json");
    std::fs::write(&list, serde_json::to_string(&needs)?)
        .with_context(|| format!("cannot write {}", list.display()))
}

/// Another build may have had other parts.
fn clear(out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    for entry in std::fs::read_dir(out).with_context(|| format!("cannot read {}", out.display()))? {
        let path = entry.with_context(|| format!("cannot read {}", out.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".wasm") && (name.starts_with("split_") || name.starts_with("chunk_")) {
            std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}
