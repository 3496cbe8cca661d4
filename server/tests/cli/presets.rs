use slipway_core::{config, preset};

use crate::support::{printed, slipway};

#[test]
fn presets_are_listed_with_their_titles() {
    let list = printed(&["presets"]);
    assert_eq!(list.lines().count(), preset::all().len());
    for (line, preset) in list.lines().zip(preset::all()) {
        assert!(line.starts_with(preset.name) && line.ends_with(&preset.title), "{line}");
    }
}

#[test]
fn a_preset_prints_the_configuration_it_is() {
    for preset in preset::all() {
        let read = config::parse(&printed(&["presets", preset.name])).unwrap();
        assert_eq!((&read.config, read.findings.len()), (&preset.config, 0), "{}", preset.name);
    }
    let unknown = slipway(&["presets", "nope"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
    assert!(unknown.err.starts_with("preset: "), "{}", unknown.err);
}
