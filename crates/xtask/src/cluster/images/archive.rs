//! The docker-archive format (`docker save`): layers, one configuration for each image, and a manifest of it all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::layer::{Layer, ROOT};
use crate::process;

/// A finished layer: its file, and the SHA-256 of it.
#[derive(Clone)]
pub(super) struct Blob {
    file: PathBuf,
    digest: String,
}

impl Blob {
    /// Of a tar archive that exists.
    pub(super) fn of(file: PathBuf) -> anyhow::Result<Self> {
        let sum = process::output(process::program("sha256sum").arg(&file))?;
        let digest = sum.split_whitespace().next().context("sha256sum printed nothing")?.to_owned();
        Ok(Self { file, digest })
    }
}

/// One image of an archive.
pub(super) struct Image<'a> {
    /// Full names: host, path and tag.
    pub(super) names: &'a [&'a str],
    /// From the lowest.
    pub(super) layers: Vec<&'a Blob>,
    /// The fields of the configuration's `config`: `Entrypoint`, `Cmd`, `Env`, `User`, `WorkingDir`, `Volumes`.
    pub(super) config: Value,
}

/// Writes an archive of several images; layers they share are in it once.
pub(super) fn write(out: &Path, images: &[Image<'_>]) -> anyhow::Result<()> {
    let mut archive = Layer::create(out)?;
    let mut written: Vec<&str> = Vec::new();
    let mut manifest = Vec::new();
    for image in images {
        for blob in &image.layers {
            if !written.contains(&blob.digest.as_str()) {
                archive.file(&layer_name(blob), 0o644, &blob.file)?;
                written.push(&blob.digest);
            }
        }
        let configuration = configuration(image).to_string();
        let name = format!("{}.json", hex(configuration.as_bytes()));
        archive.text(&name, 0o644, ROOT, configuration.as_bytes())?;
        let layers: Vec<String> = image.layers.iter().map(|blob| layer_name(blob)).collect();
        manifest.push(json!({"Config": name, "RepoTags": image.names, "Layers": layers}));
    }
    archive.text("manifest.json", 0o644, ROOT, Value::from(manifest).to_string().as_bytes())?;
    archive.finish().map(drop)
}

/// Removes the files of layers that are in an archive now.
pub(super) fn discard(layers: &[Blob]) {
    for blob in layers {
        // One that stays costs space in the cache and nothing else.
        fs::remove_file(&blob.file).ok();
    }
}

fn configuration(image: &Image<'_>) -> Value {
    let digests: Vec<String> = image.layers.iter().map(|blob| format!("sha256:{}", blob.digest)).collect();
    json!({
        "architecture": "amd64",
        "os": "linux",
        "created": "1970-01-01T00:00:00Z",
        "config": image.config,
        "rootfs": {"type": "layers", "diff_ids": digests},
    })
}

fn layer_name(blob: &Blob) -> String {
    format!("{}.tar", blob.digest)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of an archive, as `tar` reads it.
    fn read(archive: &Path, name: &str) -> String {
        process::output(
            process::program("tar").arg("--extract").arg("--to-stdout").arg("--file").arg(archive).arg(name),
        )
        .unwrap()
    }

    #[test]
    fn images_share_layers_and_name_them_by_their_content() {
        let place = std::env::temp_dir().join(format!("xtask-archive-{}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        let layer = |name: &str| {
            let path = place.join(name);
            let mut layer = Layer::create(&path).unwrap();
            layer.text(name, 0o644, ROOT, name.as_bytes()).unwrap();
            layer.finish().unwrap();
            Blob::of(path).unwrap()
        };
        let (base, top) = (layer("base"), layer("top"));
        let out = place.join("image.tar");
        let images = [
            Image { names: &["docker.io/library/a:1"], layers: vec![&base], config: json!({"User": "1000"}) },
            Image { names: &["docker.io/library/b:1"], layers: vec![&base, &top], config: json!({}) },
        ];
        write(&out, &images).unwrap();

        let files = process::output(process::program("tar").arg("--list").arg("--file").arg(&out)).unwrap();
        assert_eq!(files.matches(&base.digest).count(), 1, "{files}");
        let manifest: Value = serde_json::from_str(&read(&out, "manifest.json")).unwrap();
        assert_eq!(manifest[1]["RepoTags"], json!(["docker.io/library/b:1"]));
        assert_eq!(manifest[1]["Layers"], json!([layer_name(&base), layer_name(&top)]));
        let config = read(&out, manifest[0]["Config"].as_str().unwrap());
        let config: Value = serde_json::from_str(&config).unwrap();
        assert_eq!(config["config"], json!({"User": "1000"}));
        assert_eq!(config["rootfs"]["diff_ids"], json!([format!("sha256:{}", base.digest)]));
        fs::remove_dir_all(place).unwrap();
    }
}
