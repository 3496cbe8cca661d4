//! The claim, and where builds run.

use super::{Report, Storage};
use crate::config::{Instance, Storage as Settings};
use crate::field;
use crate::profile::Contract;
use crate::quantity::Quantity;

pub(super) fn plan(settings: &Settings, report: &mut Report) -> Option<Storage> {
    let Settings { size, class } = settings;
    let sound = report.check("storage-size", "instance.storage.size", volume_size(size));
    let class_sound =
        class.is_empty() || report.check("storage-class", "instance.storage.class", field::subdomain(class));
    (sound && class_sound)
        .then(|| Storage { size: size.clone(), class: Some(class.clone()).filter(|c| !c.is_empty()) })
}

/// A size of a volume: a quantity of bytes above zero.
pub(crate) fn volume_size(text: &str) -> Result<(), String> {
    let quantity = Quantity::parse(text).map_err(|error| error.to_string())?;
    if quantity.bytes() < 1 << 20 {
        return Err(format!("\"{text}\" is less than a mebibyte: write a size like 10Gi."));
    }
    Ok(())
}

/// The directory builds run in when it is outside the home, which is shared anyway.
pub(super) fn workspace(instance: &Instance, contract: &Contract, report: &mut Report) -> Option<String> {
    let path = instance.workspace.trim_end_matches('/');
    if instance.workspace.is_empty() {
        return None;
    }
    if !report.check("workspace", "instance.workspace", field::mount_path(&instance.workspace)) {
        return None;
    }
    if let Some(owner) = owner(path) {
        let message = format!(
            "Builds cannot run in {}: {owner}. Choose a directory of their own, like /work.",
            instance.workspace
        );
        report.error("workspace", "instance.workspace", message);
        return None;
    }
    let home = &contract.home;
    let inside = path == home || path.strip_prefix(home.as_str()).is_some_and(|rest| rest.starts_with('/'));
    (!inside).then(|| path.to_owned())
}

/// Whose a directory is that a volume must not cover: of every Linux image, or of the daemon's.
fn owner(path: &str) -> Option<&'static str> {
    const WITH_ALL_BELOW: &[(&str, &str)] = &[
        ("/proc", "it is the kernel's"),
        ("/sys", "it is the kernel's"),
        ("/dev", "it is the kernel's"),
        ("/var/lib/docker", "the Docker daemon keeps its data there"),
        ("/certs", "the certificates of the Docker daemon are there"),
    ];
    const ALONE: &[&str] = &["", "/bin", "/boot", "/etc", "/lib", "/lib64", "/run", "/sbin", "/usr", "/var"];
    let below = WITH_ALL_BELOW.iter().find(|(directory, _)| {
        path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    match below {
        Some((_, owner)) => Some(owner),
        None => ALONE.contains(&path).then_some("a volume there would hide what the images bring"),
    }
}
