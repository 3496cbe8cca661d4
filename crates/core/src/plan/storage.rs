//! The claim, and where builds run.

use super::{Report, Storage};
use crate::config::{DockerMode, Image, Instance, Storage as Settings};
use crate::field;
use crate::profile::Contract;
use crate::quantity::Quantity;

pub(super) fn plan(settings: &Settings, report: &mut Report) -> Option<Storage> {
    let Settings { size, class } = settings;
    let sound = report.check("storage-size", "instance.storage.size", volume_size(size));
    let class_sound =
        class.is_empty() || report.check("storage-class", "instance.storage.class", field::subdomain(class));
    (sound && class_sound)
        .then(|| Storage { size: canonical(size), class: Some(class.clone()).filter(|c| !c.is_empty()) })
}

/// A quantity as the API server writes it; what is none stays as it is, and was reported.
pub(crate) fn canonical(text: &str) -> String {
    Quantity::parse(text).map_or_else(|_| text.to_owned(), |quantity| quantity.to_string())
}

/// A size of a volume: a quantity of bytes above zero.
pub(crate) fn volume_size(text: &str) -> Result<(), String> {
    let quantity = Quantity::parse(text).map_err(|error| error.to_string())?;
    if quantity.bytes() < 1 << 20 {
        return Err(format!("\"{text}\" is less than a mebibyte: write a size like 10Gi."));
    }
    Ok(())
}

/// The directory builds run in when it is outside what is shared anyway: the home and, with the node's daemon, the
/// data directory.
pub(super) fn workspace(
    image: &Image,
    instance: &Instance,
    contract: &Contract,
    report: &mut Report,
) -> Option<String> {
    if instance.workspace.is_empty()
        || !report.check("workspace", "instance.workspace", field::mount_path(&instance.workspace))
    {
        return None;
    }
    let path = field::plain(&instance.workspace);
    let docker = &image.docker;
    let siblings =
        docker.mode == DockerMode::HostSocket && field::lies_in(&path, &docker.host_socket.data_directory);
    (!field::lies_in(&path, &contract.home) && !siblings).then_some(path)
}
