use serde_json::Value;
use slipway_core::image_ref::{Fault, ImageRef, split};

const VECTORS: &str = include_str!("../vectors/image_refs.json");

fn vectors() -> Value {
    serde_json::from_str(VECTORS).unwrap()
}

fn fault(name: &str) -> Fault {
    match name {
        "ErrNameEmpty" => Fault::Empty,
        "ErrReferenceInvalidFormat" => Fault::Format,
        "ErrNameContainsUppercase" => Fault::UpperCase,
        "ErrNameTooLong" => Fault::TooLong,
        "digest.ErrDigestInvalidLength" => Fault::DigestFormat,
        "digest.ErrDigestUnsupported" => Fault::DigestUnsupported,
        other => panic!("the vectors have a new error: {other}"),
    }
}

#[test]
fn references_split_as_in_distribution() {
    let vectors = vectors();
    for case in vectors["parse"].as_array().unwrap() {
        let input = case["input"].as_str().unwrap();
        if let Some(error) = case["error"].as_str() {
            assert_eq!(split(input), Err(fault(error)), "{input}");
            continue;
        }
        let parts = split(input).unwrap_or_else(|fault| panic!("{input}: {fault:?}"));
        assert_eq!(Some(parts.name), case["repository"].as_str(), "{input}");
        assert_eq!(parts.domain, case["domain"].as_str(), "{input}");
        assert_eq!(parts.tag, case["tag"].as_str(), "{input}");
        assert_eq!(parts.digest, case["digest"].as_str(), "{input}");
    }
}

#[test]
fn names_are_taken_or_refused_as_by_the_kubelet() {
    let vectors = vectors();
    for name in vectors["valid_repo_names"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        assert!(ImageRef::parse(name).is_ok(), "{name}: {:?}", ImageRef::parse(name));
    }
    for name in vectors["invalid_repo_names"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        assert!(ImageRef::parse(name).is_err(), "{name}");
    }
}

#[test]
fn implied_parts_are_filled_in() {
    let cases = [
        ("docker:29-dind", "docker.io/library/docker:29-dind", "docker", false),
        (
            "atlassian/bamboo-agent-base",
            "docker.io/atlassian/bamboo-agent-base",
            "atlassian/bamboo-agent-base",
            true,
        ),
        ("index.docker.io/debian:latest", "docker.io/library/debian:latest", "debian", true),
        ("localhost:5000/a/b:1", "localhost:5000/a/b:1", "localhost:5000/a/b", false),
        ("quay.io/podman/stable", "quay.io/podman/stable", "quay.io/podman/stable", true),
        ("test_com", "docker.io/library/test_com", "test_com", true),
    ];
    for (text, whole, familiar, floating) in cases {
        let image = ImageRef::parse(text).unwrap();
        assert_eq!(image.to_string(), whole);
        assert_eq!(image.familiar_name(), familiar);
        assert_eq!(image.is_floating(), floating, "{text}");
    }
    let pinned = format!("debian@sha256:{}", "a".repeat(64));
    assert!(!ImageRef::parse(&pinned).unwrap().is_floating());
}

#[test]
fn the_usual_mistakes_are_named() {
    let cases = [
        ("", "an image is needed, for example docker:29-dind"),
        ("Docker:dind", "an image name is written in lower case: docker:dind"),
        ("quay.io/Podman/stable:V1", "an image name is written in lower case: quay.io/podman/stable:V1"),
        ("A B", "an image name is written in lower case, and an image contains no spaces"),
        (
            "A@b",
            "an image name is written in lower case, and a digest has the form name@sha256: and 64 hexadecimal digits",
        ),
        ("https://a b", "an image has no http:// or other scheme"),
        ("https://quay.io/a/b", "an image has no http:// or other scheme: quay.io/a/b"),
        ("docker: dind", "an image contains no spaces"),
        ("docker:", "the tag after the colon is missing"),
        ("docker:1:2", "an image has one tag: name:tag"),
        (":dind", "the name before the tag is missing"),
        ("quay.io//a", "a part of the name between the slashes is missing"),
        ("docker@", "a digest has the form name@sha256: and 64 hexadecimal digits"),
        ("docker@sha256:abc", "a sha256 digest has exactly 64 hexadecimal digits, in lower case"),
        ("dock$er", "an image cannot contain the character '$'"),
    ];
    for (text, sentence) in cases {
        assert_eq!(ImageRef::parse(text).unwrap_err().message, sentence, "{text}");
    }
}
