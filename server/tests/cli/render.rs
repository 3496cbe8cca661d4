use serde_json::Value;
use slipway_core::preset;
use slipway_core::render::render;
use slipway_core::target::{KubernetesVersion, Target};

use crate::support::{printed, slipway, with_input};

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
