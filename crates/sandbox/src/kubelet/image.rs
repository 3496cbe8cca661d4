//! Image references (`github.com/distribution/reference`), as much of them as a pull needs.

use std::fmt;

use serde_json::Value;

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
        let (name, version, digest) = split_version(text);
        let version_fits = if digest { is_digest(version) } else { is_tag(version) };
        let (host, path) = split_host(name);
        if !version_fits || !is_host(&host) || !path.split('/').all(is_path_component) || name.len() > 255 {
            return None;
        }
        let official = host == "docker.io" && !path.contains('/');
        let path = if official { format!("library/{path}") } else { path.to_owned() };
        Some(Self { host, path, version: version.to_owned(), digest })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.digest { '@' } else { ':' };
        write!(f, "{}/{}{separator}{}", self.host, self.path, self.version)
    }
}

fn split_version(text: &str) -> (&str, &str, bool) {
    if let Some((name, digest)) = text.split_once('@') {
        let untagged =
            name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(name, |(name, _)| name);
        return (untagged, digest, true);
    }
    match text.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
        Some((name, tag)) => (name, tag, false),
        None => (text, "latest", false),
    }
}

/// The first part is a host when it looks like one.
fn split_host(name: &str) -> (String, &str) {
    match name.split_once('/') {
        Some((host, path)) if looks_like_host(host) => (host.to_owned(), path),
        _ => ("docker.io".to_owned(), name),
    }
}

fn looks_like_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost" || part.bytes().any(|it| it.is_ascii_uppercase())
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let label = |it: &str| {
        !it.is_empty()
            && !it.starts_with('-')
            && !it.ends_with('-')
            && it.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.split('.').all(label)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()))
}

fn is_path_component(part: &str) -> bool {
    let letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends = bytes.first().zip(bytes.last()).is_some_and(|(first, last)| letter(*first) && letter(*last));
    ends && bytes.iter().all(|it| letter(*it) || matches!(it, b'.' | b'_' | b'-')) && !part.contains("..")
}

fn is_tag(tag: &str) -> bool {
    let word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    (1..=128).contains(&tag.len())
        && tag.starts_with(word)
        && tag.chars().all(|it| word(it) || matches!(it, '.' | '-'))
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let length = if algorithm == "sha256" { hex.len() == 64 } else { hex.len() >= 32 };
        length && !algorithm.is_empty() && hex.bytes().all(|it| it.is_ascii_hexdigit())
    })
}

/// Why a reference cannot be read.
pub(crate) fn grammar_error(image: &str) -> String {
    let (name, _, _) = split_version(image);
    let path = split_host(name).1;
    if path.bytes().any(|it| it.is_ascii_uppercase()) {
        return format!("invalid reference format: repository name ({path}) must be lowercase");
    }
    "invalid reference format".to_owned()
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

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn references_are_completed() {
        let digest = "a".repeat(64);
        let cases = [
            ("busybox", "docker.io/library/busybox:latest".to_owned()),
            ("docker:28-dind", "docker.io/library/docker:28-dind".to_owned()),
            ("jenkins/agent", "docker.io/jenkins/agent:latest".to_owned()),
            ("localhost:5000/a/b:1", "localhost:5000/a/b:1".to_owned()),
            ("r.example.com/a@sha256:D", format!("r.example.com/a@sha256:{digest}")),
        ];
        for (text, expected) in cases {
            let text = text.replace("sha256:D", &format!("sha256:{digest}"));
            assert_eq!(Reference::parse(&text).map(|it| it.to_string()), Some(expected), "{text}");
        }
        for text in
            ["UPPER/Case:1", "a:b:c", "http://x/y", "a b", "busybox:", "", "a@sha256:12", "r.example.com/"]
        {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }
}
