//! Image references, read as the kubelet and container runtimes read them (`distribution/reference`).
//!
//! The API server takes any text as an image; a wrong one shows only on the node, as `InvalidImageName`. So this is
//! the check with the most value, and its sentences name the usual mistakes.

mod explain;
mod grammar;

use std::fmt;

pub use grammar::{Parts, split};

const DOCKER_HUB: &str = "docker.io";

/// What is wrong with a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no text.
    Empty,
    /// The name holds upper-case letters.
    UpperCase,
    /// The name is longer than 255 characters.
    TooLong,
    /// It does not have the form `registry/name:tag@digest`.
    Format,
    /// The digest's algorithm is not one registries use.
    DigestUnsupported,
    /// The digest has not the length or letters of its algorithm.
    DigestFormat,
    /// It is an image id (64 hexadecimal digits), which cannot be pulled.
    ImageId,
}

/// Why a text is not an image reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRefError {
    /// The rule that is broken.
    pub fault: Fault,
    /// A sentence saying what would be right.
    pub message: String,
}

impl fmt::Display for ImageRefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ImageRefError {}

/// An image reference with the parts that are implied filled in: `debian` is `docker.io/library/debian`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRef {
    /// The registry, with its port: `docker.io`, `localhost:5000`.
    pub domain: String,
    /// The name within the registry: `library/debian`.
    pub path: String,
    /// The tag, when one is written.
    pub tag: Option<String>,
    /// The digest, when one is written: `sha256:...`.
    pub digest: Option<String>,
}

impl ImageRef {
    /// Reads a reference as the kubelet does.
    ///
    /// # Errors
    /// A sentence that says what would be right.
    pub fn parse(text: &str) -> Result<Self, ImageRefError> {
        Self::read(text).map_err(|fault| ImageRefError { fault, message: explain::sentence(text, fault) })
    }

    fn read(text: &str) -> Result<Self, Fault> {
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(Fault::ImageId);
        }
        let (domain, path) = split_domain(text);
        let name_end = path.find([':', '@']).unwrap_or(path.len());
        if path.get(..name_end).is_some_and(|name| name.bytes().any(|b| b.is_ascii_uppercase())) {
            return Err(Fault::UpperCase);
        }
        let implied = if domain == DOCKER_HUB && !path.contains('/') { "library/" } else { "" };
        let full = [domain, "/", implied, path].concat();
        let parts = split(&full).map_err(|fault| if text.is_empty() { Fault::Empty } else { fault })?;
        Ok(Self {
            domain: domain.to_owned(),
            path: parts.name.strip_prefix(domain).unwrap_or(parts.name).trim_start_matches('/').to_owned(),
            tag: parts.tag.map(str::to_owned),
            digest: parts.digest.map(str::to_owned),
        })
    }

    /// The registry and name: `docker.io/library/debian`.
    pub fn repository(&self) -> String {
        [self.domain.as_str(), "/", self.path.as_str()].concat()
    }

    /// The name as people write it: `debian`, `quay.io/podman/stable`.
    pub fn familiar_name(&self) -> String {
        if self.domain != DOCKER_HUB {
            return self.repository();
        }
        self.path.strip_prefix("library/").unwrap_or(&self.path).to_owned()
    }

    /// Whether tomorrow's pull may bring another image: no digest, and no tag or `latest`. For these the kubelet's
    /// default pull policy is `Always`.
    pub fn is_floating(&self) -> bool {
        self.digest.is_none() && self.tag.as_deref().is_none_or(|tag| tag == "latest")
    }
}

/// The whole reference, nothing implied.
impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// The registry and the rest. What stands before the first slash is a registry when it looks like a host.
fn split_domain(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some((first, rest)) if looks_like_host(first) => {
            let is_hub = first == "index.docker.io" || first == DOCKER_HUB;
            (if is_hub { DOCKER_HUB } else { first }, rest)
        }
        Some(_) | None => (DOCKER_HUB, text),
    }
}

fn looks_like_host(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|b| b.is_ascii_uppercase())
}
