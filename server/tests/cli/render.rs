use serde_json::Value;
use slipway_core::preset;
use slipway_core::render::render;
use slipway_core::target::{KubernetesVersion, Target};

use crate::support::{Scratch, printed, slipway, with_input};

#[test]
fn a_preset_renders_without_a_file() {
    let config = &preset::find("bamboo-dind-tls").unwrap().config;
    let manifests = render(config, &Target::default()).manifests.unwrap();
    assert_eq!(printed(&["render", "--preset", "bamboo-dind-tls"]), manifests.pod_yaml());
    assert_eq!(
        printed(&["render", "--preset", "bamboo-dind-tls", "--output", "manifests"]),
        manifests.yaml()
    );
    let digest = printed(&["render", "--preset", "bamboo-dind-tls", "-o", "sha256"]);
    assert_eq!(digest, format!("{}\n", manifests.sha256()));
    let list: Value =
        serde_json::from_str(&printed(&["render", "--preset", "bamboo-dind-tls", "-o", "json"])).unwrap();
    let items: Vec<Value> = manifests.objects().into_iter().cloned().collect();
    assert_eq!(list["items"], Value::from(items));
}

#[test]
fn a_version_without_native_sidecars_gets_a_plain_container() {
    let old = printed(&["render", "--preset", "bamboo-dind-tls", "--kubernetes-version", "1.28"]);
    assert!(!old.contains("initContainers"), "{old}");
    let target = Target { kubernetes: KubernetesVersion { major: 1, minor: 28 } };
    let config = &preset::find("bamboo-dind-tls").unwrap().config;
    assert_eq!(old, render(config, &target).manifests.unwrap().pod_yaml());
    assert!(printed(&["render", "--preset", "bamboo-dind-tls"]).contains("initContainers"));
}

#[test]
fn files_links_and_the_input_stream_are_the_same_configuration() {
    let text = printed(&["presets", "bamboo-standalone"]);
    let expected = printed(&["render", "--preset", "bamboo-standalone"]);
    let from_input = with_input(&["render", "-"], &text);
    assert_eq!((from_input.code, from_input.out.as_str()), (0, expected.as_str()), "{}", from_input.err);
    let link = with_input(&["link", "-"], &text).out;
    assert_eq!(printed(&["render", link.trim()]), expected);
}

#[test]
fn what_cannot_be_rendered_says_why_field_first() {
    for (arguments, input, expected) in [
        (&["render", "-"][..], "image: {agentImage: 'Not An Image'}\n", "image.agentImage: "),
        (&["render", "-"], "image: {docker: {mode: teleport}}\n", "image.docker.mode: "),
        (&["render", "-"], "image: [\n", "-: "),
        (&["render", "/nonexistent.yaml"], "", "/nonexistent.yaml: there is no such file."),
        (&["render", "v1:!!"], "", "link: "),
        (&["render", "--preset", "nope"], "", "preset: there is none named \"nope\""),
    ] {
        let output = with_input(arguments, input);
        assert_eq!((output.code, output.out.as_str()), (1, ""), "{arguments:?} {input}");
        assert!(output.err.starts_with(expected), "{arguments:?} {input}: {}", output.err);
    }
    let unknown = slipway(&["render", "--preset", "bamboo-standalone", "--kubernetes-version", "new"]);
    assert_eq!(unknown.code, 2, "a wrong option is a usage error");
}

#[test]
fn several_configurations_are_rendered_in_their_order_or_not_at_all() {
    let files =
        ["one", "other"].map(|name| Scratch::new(&format!("{name}.yaml"), &format!("imageName: {name}\n")));
    let [one, other] = files.each_ref().map(Scratch::path);
    let link = printed(&["link", one]).trim().to_owned();
    let of = |output: &str, sources: &[&str]| -> Vec<String> {
        sources.iter().map(|source| printed(&["render", "--output", output, source])).collect()
    };
    for sources in [[one, other, &link], [other, &link, one]] {
        let all = |output: &str| printed(&[["render", "--output", output].as_slice(), &sources].concat());
        for output in ["pod", "manifests"] {
            assert_eq!(all(output), of(output, &sources).join("---\n"));
        }
        let json =
            |text: &str| serde_json::from_str::<Value>(text).unwrap()["items"].as_array().unwrap().clone();
        let items: Vec<Value> = of("json", &sources).iter().flat_map(|text| json(text)).collect();
        assert_eq!(json(&all("json")), items);
        let digests = of("sha256", &sources);
        let lines: Vec<String> = digests
            .iter()
            .zip(sources)
            .map(|(digest, name)| format!("{}  {name}\n", digest.trim()))
            .collect();
        assert_eq!(all("sha256"), lines.concat());
    }

    let wrong = Scratch::new("wrong.yaml", "image: {agentImage: 'Not An Image'}\n");
    let failed = slipway(&["render", wrong.path(), one, "/nonexistent.yaml"]);
    assert_eq!((failed.code, failed.out.as_str()), (1, ""));
    let lines: Vec<&str> = failed.err.lines().collect();
    assert!(lines[0].starts_with(&format!("{}: image.agentImage: ", wrong.path())), "{}", failed.err);
    assert_eq!(lines[1..], ["/nonexistent.yaml: there is no such file."]);
    let twice = with_input(&["render", "-", "-"], "");
    assert_eq!((twice.code, twice.out.as_str()), (1, ""));
    assert!(twice.err.starts_with("-: only one "), "{}", twice.err);
}
