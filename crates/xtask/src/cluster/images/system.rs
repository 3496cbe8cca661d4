//! What a node needs before any agent: the pause container and DNS.

use std::path::Path;

use serde_json::json;

use super::archive::{Blob, Image, discard, write};
use super::layer::Layer;
use crate::cluster::build::Making;
use crate::process;
use crate::progress::Step;

/// One archive of both images.
pub(in crate::cluster) fn make(making: &Making<'_>, step: &Step, folder: &Path) -> anyhow::Result<()> {
    let pause = folder.join("pause");
    let mut compiler = process::program("gcc");
    compiler.args(["-Os", "-static", "-s", "-Wall", "-Werror", "-o"]).arg(&pause);
    process::run(step, compiler.arg(making.context.source("images/system/pause.c")))?;
    let layers =
        [single(folder, "pause", &pause)?, single(folder, "coredns", &making.input("coredns", "coredns")?)?];
    let [pause, dns] = &layers;
    let images = [
        Image {
            names: &["slipway.test/pause:1"],
            layers: vec![pause],
            config: json!({"Entrypoint": ["/pause"], "User": "65535:65535"}),
        },
        Image {
            names: &["slipway.test/coredns:1"],
            layers: vec![dns],
            config: json!({"Entrypoint": ["/coredns"]}),
        },
    ];
    write(&folder.join("image.tar"), &images)?;
    discard(&layers);
    Ok(())
}

/// A layer with one program in it.
fn single(folder: &Path, name: &str, program: &Path) -> anyhow::Result<Blob> {
    let path = folder.join(format!("{name}.layer"));
    let mut layer = Layer::create(&path)?;
    layer.file(name, 0o755, program)?;
    layer.finish()?;
    Blob::of(path)
}
