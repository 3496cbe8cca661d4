use std::fs::File;
use std::io::{self, Read};

use slipway_core::config::{self, Read as ConfigRead};
use slipway_core::limits;
use slipway_core::link;
use slipway_core::target::{KubernetesVersion, Target};

use super::Failure;

/// What the core reads as one text: a device or a disk image is not read to its end.
const LIMIT: u64 = limits::TEXT as u64;

/// Reads a file, or the standard input stream for `-`.
pub(super) fn text(source: &str) -> Result<String, Failure> {
    let reader: Box<dyn Read> = match source {
        "-" => Box::new(io::stdin()),
        path => Box::new(File::open(path).map_err(|error| unreadable(path, &error))?),
    };
    let mut text = String::new();
    reader.take(LIMIT + 1).read_to_string(&mut text).map_err(|error| unreadable(source, &error))?;
    if text.len() as u64 > LIMIT {
        return Err(Failure::new(format!("{source}: is larger than {} KiB.", LIMIT >> 10)));
    }
    Ok(text)
}

/// Reads a configuration from a file, `-` or a share link.
pub(super) fn configuration(source: &str) -> Result<ConfigRead, Failure> {
    if is_link(source) {
        return link::decode(source).map_err(|sentence| Failure::new(format!("link: {sentence}")));
    }
    config::parse(&text(source)?).map_err(|sentence| Failure::new(format!("{source}: {sentence}")))
}

/// Reads a Kubernetes version, for clap.
pub(super) fn kubernetes_version(text: &str) -> Result<KubernetesVersion, String> {
    KubernetesVersion::parse(text)
}

/// The target a version names; the newest when it names none.
pub(super) fn target(version: Option<KubernetesVersion>) -> Target {
    Target { kubernetes: version.unwrap_or_default() }
}

/// Of whatever version: whether this Slipway reads it is for the reader of links to say.
fn is_link(source: &str) -> bool {
    let fragment = source.split_once('#').map_or(source, |(_, fragment)| fragment);
    let version = fragment.split_once(':').and_then(|(version, _)| version.strip_prefix('v'));
    version.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours and grows")]
fn unreadable(source: &str, error: &io::Error) -> Failure {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "the file may not be read".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    };
    Failure::new(format!("{source}: {reason}."))
}
