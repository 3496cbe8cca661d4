//! Share links: every link ever made decodes for ever.

use serde_json::Value;
use slipway_core::config::Config;
use slipway_core::{link, preset};

/// Links made by the versions that added the lines.
const LINKS: &str = include_str!("links/v1.txt");
const BASELINE: &str = include_str!("../src/link/v1.json");

#[test]
fn every_link_ever_made_still_means_the_same() {
    let mut seen = 0;
    for line in LINKS.lines().filter(|line| !line.starts_with('#')) {
        let (text, written) = line.split_once(' ').unwrap();
        let written: Value = serde_json::from_str(written).unwrap();
        let read = link::decode(text).unwrap();
        assert_eq!(read.findings, [], "{text}");
        let decoded = serde_json::to_value(&read.config).unwrap();
        let baseline = serde_json::from_str(BASELINE).unwrap();
        assert_holds(&decoded, &written, &baseline, "");
        seen += 1;
    }
    assert!(seen > 10);
}

/// Every field the link wrote has that value; every other field of the baseline still has the baseline's.
fn assert_holds(decoded: &Value, written: &Value, baseline: &Value, path: &str) {
    let (Value::Object(fields), Value::Object(defaults)) = (decoded, baseline) else {
        assert_eq!(decoded, if written.is_null() { baseline } else { written }, "{path}");
        return;
    };
    for (key, default) in defaults {
        let written = written.get(key).unwrap_or(&Value::Null);
        assert_holds(&fields[key], written, default, &format!("{path}.{key}"));
    }
}

/// The digest of the baseline: it is what old links are read against.
#[test]
fn the_baseline_is_frozen() {
    let sum = BASELINE.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(sum, FROZEN, "src/link/v1.json must never change");
}

const FROZEN: u64 = 306_555_642_650_017_443;

#[test]
fn a_link_leaves_out_the_suffix_and_what_is_not_changed() {
    let mut config = Config::default();
    config.instance.suffix = "abc12".to_owned();
    assert_eq!(link::encode(&config), link::encode(&Config::default()));
    assert!(link::encode(&config).len() < 16);
}

#[test]
fn a_whole_address_a_fragment_and_a_bare_link_are_the_same() {
    let code = link::encode(&preset::find("jenkins-dind-vfs").unwrap().config);
    let expected = link::decode(&code).unwrap();
    for text in
        [format!("#{code}"), format!("https://slipway.example.com/instances#{code}"), format!(" {code}\n")]
    {
        assert_eq!(link::decode(&text).unwrap(), expected);
    }
}

#[test]
fn what_is_no_link_is_a_sentence() {
    let packed = |json: &str| {
        let packed = miniz_oxide::deflate::compress_to_vec(json.as_bytes(), 9);
        let code = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, packed);
        format!("v1:{code}")
    };
    let bomb = packed(&" ".repeat(4 << 20));
    let cases = [
        ("hello", "This is not a Slipway link: it has no #v1: part."),
        ("#v2:abc", "This link is of version v2; this Slipway reads v1. It may need a newer Slipway."),
        ("#v1:!!", "This link is damaged: part of it may be missing. Copy it again."),
        ("#v1:AAAA", "This link is damaged: part of it may be missing. Copy it again."),
        (&bomb, "This link holds more than a configuration can."),
        (
            &packed(&format!("{{\"instance\":{{\"env\":[{}1]}}}}", "{},".repeat(16_000))),
            "This link holds more than a configuration can. instance.env: a list or mapping has at most 1000 items.",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(link::decode(text).unwrap_err(), expected, "{text:.20}");
    }
}
