use slipway_core::finding::Finding;

use crate::support::{printed, with_input};

#[test]
fn every_finding_is_printed_and_errors_fail() {
    let wrong = "image: {agentImage: 'Not An Image'}\ninstance: {storage: {size: many}, namePrefix: 'No'}\nextra: 1\n";
    let output = with_input(&["check", "-"], wrong);
    assert_eq!((output.code, output.err.as_str()), (1, ""));
    for path in ["image.agentImage: ", "instance.storage.size: ", "instance.namePrefix: "] {
        assert!(output.out.lines().any(|line| line.starts_with(path)), "{path} is missing:\n{}", output.out);
    }
    assert!(output.out.contains("extra: "), "unknown fields are not passed over:\n{}", output.out);
    let json = with_input(&["check", "-", "--json"], wrong);
    let findings: Vec<Finding> = serde_json::from_str(&json.out).unwrap();
    assert_eq!(findings.len(), output.out.lines().count());
    assert_eq!(json.code, 1);
}

#[test]
fn an_overlay_error_names_its_line_and_column() {
    let output = with_input(&["check", "-"], "instance:\n  overlay: |\n    containers:\n    - name: [\n");
    assert_eq!(output.code, 1);
    assert!(output.out.starts_with("instance.overlay:"), "{}", output.out);
    let place: Vec<&str> = output.out.splitn(4, ':').collect();
    assert!(place[1].parse::<u32>().is_ok() && place[2].parse::<u32>().is_ok(), "{}", output.out);
}

#[test]
fn what_is_right_passes() {
    let text = printed(&["presets", "bamboo-dind-tls"]);
    let output = with_input(&["check", "-"], &text);
    assert_eq!(output.code, 0, "{}", output.out);
    assert!(
        output.out.lines().all(|line| line.starts_with("Warning: ") || line.starts_with("Advice: ")),
        "{}",
        output.out
    );
}

#[test]
fn a_link_of_any_version_is_read_as_a_link() {
    let newer = "link: This link is of version v2; this Slipway reads v1. It may need a newer Slipway.\n";
    let damaged = "link: This link is damaged: part of it may be missing. Copy it again.\n";
    let cases = [
        ("https://slipway.example.com/instances#v2:abcd", newer),
        ("v2:abcd", newer),
        ("https://slipway.example.com/#v1:abcd", damaged),
        ("v1:abcd", damaged),
        ("version:abcd", "version:abcd: there is no such file.\n"),
        ("pods#v:abcd", "pods#v:abcd: there is no such file.\n"),
    ];
    for (source, said) in cases {
        for command in ["check", "render", "link"] {
            let output = with_input(&[command, source], "");
            assert_eq!((output.code, output.err.as_str()), (1, said), "{command} {source}");
        }
    }
}
