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

/// Terminals obey control characters, and lines can be forged; a link brings both.
#[test]
fn nothing_of_an_input_steers_a_terminal_or_forges_a_line() {
    let keys = ["\u{1b}]0;pwned\u{7}\u{1b}[2J", "x\nWarning: forged", "\u{202e}txt", "\u{9b}31m"];
    let written: Vec<String> =
        keys.iter().map(|key| format!("{}: 1", serde_json::Value::from(*key))).collect();
    let text = format!(
        "{{{}, \"imageName\": \"\\u001b[2J\", \"instance\": {{\"labels\": {{\"a\\u001bb\": \"c\"}}, \"overlay\": \"metadata: {{labels: {{'x\\u202ey': 1}}}}\"}}}}",
        written.join(", ")
    );
    for (arguments, code) in [
        (["check", "-"].as_slice(), 1),
        (&["check", "-", "--json"], 1),
        (&["render", "-"], 1),
        (&["link", "-"], 1),
        (&["merge", "-", "/no/such\u{1b}file"], 1),
    ] {
        let output = with_input(arguments, &text);
        let said = output.out + &output.err;
        assert_eq!(output.code, code, "{arguments:?}: {said}");
        assert!(!said.is_empty());
        let hidden = said.chars().find(|c| *c != '\n' && slipway_core::visible::is_hidden(*c));
        assert_eq!(hidden, None, "{arguments:?}: {said}");
        assert!(!said.lines().any(|line| line.starts_with("Warning: forged")), "{arguments:?}: {said}");
    }
}

/// One sentence with the path, and nothing else, whatever the input would come to.
#[test]
fn what_comes_to_too_much_is_refused_in_one_sentence() {
    let bomb = format!("a: &a {}\nb: [{}]\n", "x".repeat(60_000), vec!["*a"; 20_000].join(","));
    let overlay = format!("instance: {{overlay: {}}}\n", serde_json::Value::from(bomb.as_str()));
    let list = format!("instance: {{env: [{}]}}\n", vec!["{}"; 1_001].join(","));
    let documents = "---\na: 1\n".repeat(5_000);
    for (text, start) in [
        (bomb.as_str(), "-: line "),
        (&overlay, "instance.overlay:"),
        (&list, "-: line 1, column 17: a list or mapping has at most 1000 items\n"),
        (&documents, "-: the text has more than 100 documents (---)\n"),
        (&"a: b\n".repeat(1 << 20), "-: is larger than 256 KiB.\n"),
    ] {
        let output = with_input(&["check", "-"], text);
        let said = output.out + &output.err;
        assert_eq!((output.code, said.lines().count()), (1, 1), "{said}");
        assert!(said.starts_with(start) && said.len() < 300, "{said}");
    }
}
