//! What holds for every preset.
#![expect(clippy::disallowed_methods, reason = "a test reads files; the core it tests does not")]

use slipway_core::config::Config;
use slipway_core::preset;
use slipway_core::render::{objects, render, render_plain};
use slipway_core::target::{KubernetesVersion, Target};
use slipway_core::{config, link, yaml};

/// Every version a preset may meet: before and after native sidecars, and the newest.
const VERSIONS: [u32; 4] = [27, 28, 29, 36];

#[test]
fn every_preset_file_says_all_it_needs_and_nothing_unknown() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/presets")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut document = yaml::read(&text, &yaml::Limits::default()).unwrap();
        let config = document.as_object_mut().unwrap().remove("config").unwrap();
        assert_eq!(config::from_value(config).findings, [], "{}", path.display());
        for key in document.as_object().unwrap().keys() {
            assert!(["title", "summary", "variantOf"].contains(&key.as_str()), "{}: {key}", path.display());
        }
    }
    for preset in preset::all() {
        assert!(!preset.title.is_empty() && preset.summary.ends_with('.'), "{}", preset.name);
        let base = preset.variant_of.as_deref();
        assert!(base.is_none_or(|name| preset::find(name).is_some()), "{}", preset.name);
    }
}

#[test]
fn every_preset_can_be_applied_on_every_version() {
    for preset in preset::all() {
        for minor in VERSIONS {
            let target = Target { kubernetes: KubernetesVersion { major: 1, minor } };
            let rendered = render(&preset.config, &target);
            let errors: Vec<_> = rendered.findings.iter().filter(|finding| finding.is_error()).collect();
            assert!(
                errors.is_empty() && rendered.manifests.is_some(),
                "{} on 1.{minor}: {errors:#?}",
                preset.name
            );
        }
    }
}

#[test]
fn every_preset_comes_back_from_its_link_and_its_yaml() {
    for preset in preset::all() {
        let from_link = link::decode(&link::encode(&preset.config)).unwrap();
        assert_eq!(
            (from_link.config, from_link.findings),
            (preset.config.clone(), Vec::new()),
            "{}",
            preset.name
        );
        let yaml = yaml::write(&serde_json::to_value(&preset.config).unwrap());
        let from_yaml = config::parse(&yaml).unwrap();
        assert_eq!(
            (from_yaml.config, from_yaml.findings),
            (preset.config.clone(), Vec::new()),
            "{}",
            preset.name
        );
    }
}

#[test]
fn what_is_written_reads_back_as_the_same_objects() {
    for preset in preset::all() {
        let manifests = render(&preset.config, &Target::default()).manifests.unwrap();
        let read = yaml::read_all(&manifests.yaml(), &yaml::Limits::default()).unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), manifests.objects(), "{}", preset.name);
    }
}

#[test]
fn without_overlays_the_short_way_gives_the_same_objects_and_invents_no_findings() {
    let mut seen = 0;
    // What the console opens with: nothing moves when the rest of the checks arrives.
    let (first, target) = (Config::default(), Target::default());
    assert_eq!(render_plain(&first, &target).unwrap().findings, render(&first, &target).findings);
    for preset in preset::all() {
        let plain = render_plain(&preset.config, &Target::default());
        let has_overlay = !preset.config.instance.overlay.is_empty();
        assert_eq!(plain.is_none(), has_overlay, "{}", preset.name);
        let full = render(&preset.config, &Target::default());
        if let Some(plain) = plain {
            assert_eq!(plain.manifests, full.manifests, "{}", preset.name);
            assert!(plain.findings.iter().all(|finding| full.findings.contains(finding)), "{}", preset.name);
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn what_was_accepted_is_made_again_whatever_the_checks_say_by_now() {
    let target = Target::default();
    for preset in preset::all() {
        assert_eq!(
            objects(&preset.config, &target),
            render(&preset.config, &target).manifests,
            "{}",
            preset.name
        );
    }
    let mut config = Config::default();
    config.instance.env = vec![config::EnvVar { name: "A=B".to_owned(), ..config::EnvVar::default() }];
    assert_eq!(render(&config, &target).manifests, None);
    assert!(objects(&config, &target).is_some());
}
