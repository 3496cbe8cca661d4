//! The name of an image that is there already: said before the server refuses it.

use std::collections::BTreeMap;

use slipway_core::api::ImageView;
use slipway_core::config::Config;
use slipway_core::finding::Finding;

/// What there is to say when `images` has one of the name with other settings: two ways out, a press each.
pub(crate) fn taken(config: &Config, images: &BTreeMap<String, ImageView>) -> Vec<Finding> {
    let name = config.image_name.as_str();
    let Some(there) = images.get(name).filter(|there| there.image != config.image) else {
        return Vec::new();
    };
    let free = free_name(config, images);
    let message = format!(
        "An image named {name} is there already, with other settings. Take another name, or the settings it has."
    );
    let other = format!("Take another name ({free})");
    let error = Finding::error("image-taken", "imageName", message).fixed_by(&other, "imageName", free);
    let message = format!("With the settings of {name}, the sections of the image change to what it has.");
    let same = Finding::advice("image-settings", "imageName", message);
    let settings = serde_json::to_value(&there.image).unwrap_or_default();
    vec![error, same.fixed_by(&format!("Use the settings of {name}"), "image", settings)]
}

/// The first of `NAME-2`, `NAME-3`, ... that no image has, or one with these settings has.
fn free_name(config: &Config, images: &BTreeMap<String, ImageView>) -> String {
    let name = config.image_name.as_str();
    let is_number = |end: &str| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    let base = name.rsplit_once('-').filter(|(_, end)| is_number(end)).map_or(name, |(base, _)| base);
    // A name is a label's value too: 63 letters.
    let base = base.get(..base.len().min(58)).unwrap_or(base).trim_end_matches('-');
    (2..)
        .map(|number: u32| format!("{base}-{number}"))
        .find(|name| images.get(name).is_none_or(|there| there.image == config.image))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(config: &Config) -> ImageView {
        ImageView {
            name: config.image_name.clone(),
            image: config.image.clone(),
            used_by: Vec::new(),
            created: String::new(),
            resource_version: String::new(),
        }
    }

    #[test]
    fn a_taken_name_has_two_ways_out() {
        let mut config = Config { image_name: "agent-2".to_owned(), ..Config::default() };
        let there = image(&config);
        let images = |names: &[&str]| {
            names.iter().map(|name| ((*name).to_owned(), there.clone())).collect::<BTreeMap<_, _>>()
        };
        assert!(taken(&config, &images(&["agent-2"])).is_empty(), "equal settings are no conflict");
        config.image.agent_image = "other:1".to_owned();
        for (names, free) in [
            (vec![], None),
            (vec!["agent-2"], Some("agent-3")),
            (vec!["agent-2", "agent-3"], Some("agent-4")),
        ] {
            let said = taken(&config, &images(&names));
            let edits: Vec<_> =
                said.iter().filter_map(|finding| finding.fix.as_ref()?.edits.first()).collect();
            assert_eq!(edits.first().map(|edit| edit.value.as_str().unwrap()), free, "{names:?}");
            assert_eq!(said.len(), if free.is_some() { 2 } else { 0 });
            for finding in said {
                let mended = slipway_core::edit::apply(&config, &finding.fix.unwrap());
                assert!(taken(&mended, &images(&names)).is_empty(), "{names:?}");
            }
        }
    }
}
