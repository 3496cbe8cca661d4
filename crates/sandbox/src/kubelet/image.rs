//! Image references, as pulls and statuses have them.

use std::fmt;

use serde_json::Value;
use slipway_core::image_ref::{Fault, ImageRef};

use crate::object;

/// A reference with the parts that may be left out filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) host: String,
    pub(crate) path: String,
    /// Tag or digest.
    pub(crate) version: String,
    digest: bool,
}

impl Reference {
    /// Parses a reference; `None` when it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let ImageRef { domain, path, tag, digest } = ImageRef::parse(text).ok()?;
        let is_digest = digest.is_some();
        let version = digest.or(tag).unwrap_or_else(|| "latest".to_owned());
        Some(Self { host: domain, path, version, digest: is_digest })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.digest { '@' } else { ':' };
        write!(f, "{}/{}{separator}{}", self.host, self.path, self.version)
    }
}

/// Why a reference cannot be read, in the kubelet's words.
pub(crate) fn grammar_error(image: &str) -> String {
    let upper_case = ImageRef::parse(image).is_err_and(|error| error.fault == Fault::UpperCase);
    if !upper_case {
        return "invalid reference format".to_owned();
    }
    // A name alone is one of the library of Docker Hub.
    let path = image.split_once('/').map_or_else(|| format!("library/{image}"), |(_, path)| path.to_owned());
    let name = path.split([':', '@']).next().unwrap_or(&path);
    format!("invalid reference format: repository name ({name}) must be lowercase")
}

/// An id for an image, the same every time.
pub(crate) fn id(image: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut id = String::from("sha256:");
    for round in 0..4_u8 {
        for byte in image.bytes().chain([round]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        id.push_str(&format!("{hash:016x}"));
    }
    id
}

/// Whether a pod has a container that runs or ran an image.
pub(crate) fn has_run(pod: &Value, image: &str) -> bool {
    let full = Reference::parse(image).map(|it| it.to_string()).unwrap_or_default();
    let lists = ["/status/initContainerStatuses", "/status/containerStatuses"];
    lists
        .iter()
        .flat_map(|list| object::items(pod, list))
        .any(|status| object::text(status, "/image") == full && !object::text(status, "/imageID").is_empty())
}
