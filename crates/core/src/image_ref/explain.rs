//! Which of the usual mistakes a wrong reference is.

use super::{DOCKER_HUB, Fault, ImageRef, split_domain};

const DIGEST_FORMAT: &str = "a sha256 digest has exactly 64 hexadecimal digits, in lower case";

pub(super) fn sentence(text: &str, fault: Fault) -> String {
    match fault {
        Fault::Empty => "an image is needed, for example docker:29-dind".to_owned(),
        Fault::UpperCase => upper_case(text),
        Fault::TooLong => "the image name is longer than 255 characters".to_owned(),
        Fault::Format => mistake(text),
        Fault::DigestUnsupported => {
            "only sha256 digests are supported: name@sha256: and 64 digits".to_owned()
        }
        Fault::DigestFormat => DIGEST_FORMAT.to_owned(),
        Fault::ImageId => {
            "this is an image id, which no registry can resolve; write a name such as docker:29-dind"
                .to_owned()
        }
    }
}

fn upper_case(text: &str) -> String {
    let (domain, path) = split_domain(text);
    let end = path.find([':', '@']).unwrap_or(path.len());
    let (name, rest) = path.split_at_checked(end).unwrap_or((path, ""));
    let prefix = if domain == DOCKER_HUB { String::new() } else { [domain, "/"].concat() };
    let fixed = [prefix.as_str(), name.to_ascii_lowercase().as_str(), rest].concat();
    match ImageRef::read(&fixed) {
        Ok(_) => ["an image name is written in lower case: ", fixed.as_str()].concat(),
        Err(fault) => {
            ["an image name is written in lower case, and ", sentence(&fixed, fault).as_str()].concat()
        }
    }
}

fn mistake(text: &str) -> String {
    let without_scheme = text.split_once("://").map(|(_, rest)| rest);
    let after_slash = text.rsplit('/').next().unwrap_or(text);
    let name_and_tag = after_slash.split('@').next().unwrap_or(after_slash);
    if let Some(rest) = without_scheme {
        let suggestion = if ImageRef::read(rest).is_ok() { [": ", rest].concat() } else { String::new() };
        return ["an image has no http:// or other scheme", suggestion.as_str()].concat();
    }
    let sentence = if text.contains(char::is_whitespace) {
        "an image contains no spaces"
    } else if text.ends_with(':') {
        "the tag after the colon is missing"
    } else if text.ends_with('@') || text.contains('@') && !text.contains("@sha256:") {
        "a digest has the form name@sha256: and 64 hexadecimal digits"
    } else if text.rsplit_once("@sha256:").is_some_and(|(_, hex)| hex.len() != 64) {
        DIGEST_FORMAT
    } else if text.starts_with(':') || text.starts_with('@') {
        "the name before the tag is missing"
    } else if text.ends_with('/') || text.starts_with('/') || text.contains("//") {
        "a part of the name between the slashes is missing"
    } else if text.starts_with('[') && !text.contains('/') {
        "the name after the registry's address is missing"
    } else if name_and_tag.matches(':').count() > 1 {
        "an image has one tag: name:tag"
    } else if name_and_tag.split_once(':').is_some_and(|(_, tag)| tag.len() > 128) {
        "a tag is at most 128 characters long"
    } else {
        return other(text);
    };
    sentence.to_owned()
}

fn other(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-/:@[]".contains(c);
    match text.chars().find(|c| !allowed(*c)) {
        Some(c) => format!("an image cannot contain the character {c:?}"),
        None => "an image has the form registry/name:tag, each part of the name made of lower-case letters and digits, \
             joined by single . _ or -"
            .to_owned(),
    }
}
