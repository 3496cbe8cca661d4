//! Many variants of one pod, as kustomize wants them: a base, and a folder with a patch for each.

use std::fmt::Write as _;
use std::path::Path;

use super::render::write;

/// Writes them into a folder that `kubectl kustomize` takes.
pub(super) fn write_variants(folder: &Path, pod: &str, patches: &[String]) -> anyhow::Result<()> {
    write(&folder.join("base/pod.yaml"), pod)?;
    write(&folder.join("base/kustomization.yaml"), "resources: [pod.yaml]\n")?;
    let mut all = "resources:\n".to_owned();
    for (number, patch) in patches.iter().enumerate() {
        let variant = folder.join(format!("n{number:04}"));
        write(&variant.join("patch.yaml"), &addressed(patch))?;
        let text = format!(
            "resources: [../base]\nnameSuffix: -n{number:04}\npatches:\n- path: patch.yaml\n  target: {{kind: Pod}}\n"
        );
        write(&variant.join("kustomization.yaml"), &text)?;
        // Writing to a string cannot fail.
        writeln!(all, "- n{number:04}").ok();
    }
    write(&folder.join("kustomization.yaml"), &all)
}

/// As kustomize wants a patch: it must say what kind it is for, and have a name, whichever that is. Ours begins with
/// its `metadata`.
fn addressed(patch: &str) -> String {
    patch.replacen("metadata:\n", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\n", 1)
}
