//! Lists the presets (adding one is adding a file), and for the tests their golden files: WebAssembly has no files.
#![expect(clippy::disallowed_methods, reason = "a build script reads files; the core it builds does not")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let list = |folder: &str, constant: &str| {
        fs::write(out.join(constant.to_lowercase() + ".rs"), texts(folder, constant)?)
    };
    fs::write(out.join("presets.rs"), presets()?)?;
    list("tests/cases", "CASES")?;
    list("tests/goldens", "GOLDENS")
}

/// Name and document of every preset: JSON, so that who only chooses one needs no YAML reader.
fn presets() -> io::Result<String> {
    println!("cargo::rerun-if-changed=presets");
    let mut list = String::from("const PRESETS: &[(&str, &str)] = &[\n");
    for file in files(Path::new("presets"))? {
        let document: serde_json::Value =
            serde_yaml::from_str(&fs::read_to_string(&file)?).map_err(io::Error::other)?;
        writeln!(list, "    ({:?}, {:?}),", name(&file), document.to_string()).map_err(io::Error::other)?;
    }
    list.push_str("];\n");
    Ok(list)
}

/// A file's name without its number and ending.
fn name(file: &Path) -> &str {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-')
}

/// A constant with the name (without its number) and the text of every file in a folder.
fn texts(folder: &str, constant: &str) -> io::Result<String> {
    println!("cargo::rerun-if-changed={folder}");
    let mut list = format!("const {constant}: &[(&str, &str)] = &[\n");
    for file in files(Path::new(folder))? {
        let path = fs::canonicalize(&file)?;
        writeln!(list, "    ({:?}, include_str!({path:?})),", name(&file)).map_err(io::Error::other)?;
    }
    list.push_str("];\n");
    Ok(list)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}
