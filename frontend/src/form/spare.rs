//! What the preview shows of a configuration that never could be rendered here: a link with an error in a fresh
//! browser, a reload of a wrong form.

use slipway_core::config::Config;
use slipway_core::edit;
use slipway_core::finding::{Edit, Finding, Fix};
use slipway_core::render::{Rendered, render};
use slipway_core::target::Target;

use super::MOST_FINDINGS;

/// Mending one error may uncover the next.
const ROUNDS: usize = 4;

/// The nearest to `config` that can be rendered: what is wrong is replaced by what a new form has; in the end the new
/// form itself.
pub(crate) fn nearest(config: &Config, target: &Target) -> Rendered {
    let mut now = config.clone();
    for _ in 0..ROUNDS {
        let rendered = render(&now, target);
        if rendered.manifests.is_some() {
            return rendered;
        }
        now = mended(&now, &rendered.findings);
    }
    render(&Config::default(), target)
}

fn mended(config: &Config, findings: &[Finding]) -> Config {
    let new = serde_json::to_value(Config::default()).unwrap_or_default();
    let edits = findings
        .iter()
        .filter(|finding| finding.is_error())
        .take(MOST_FINDINGS)
        .filter_map(|finding| {
            let path = holder(&new, &finding.path)?;
            Some(Edit { path: path.to_owned(), value: edit::get(&new, path)?.clone() })
        })
        .collect();
    edit::apply(config, &Fix { label: String::new(), edits })
}

/// The path itself or the nearest above it that a new form has.
fn holder<'a>(new: &serde_json::Value, path: &'a str) -> Option<&'a str> {
    let mut path = path;
    while edit::get(new, path).is_none() {
        path = path.get(..path.rfind(['.', '['])?)?;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_still_shown() {
        for (path, wrong) in [
            ("instance.overlay", serde_json::json!("a: [")),
            ("instance.namePrefix", "Not A Name".into()),
            ("image.agentImage", "no image at all".into()),
            ("instance.env", serde_json::json!([{"name": "A=B"}])),
        ] {
            let mut value = serde_json::to_value(Config::default()).unwrap();
            assert!(edit::set(&mut value, "instance.pool", "blue".into()));
            assert!(edit::set(&mut value, path, wrong), "{path}");
            let config = slipway_core::config::from_value(value).config;
            let target = Target::default();
            assert!(render(&config, &target).manifests.is_none(), "{path} is to be wrong");
            let shown = nearest(&config, &target).manifests.expect(path);
            assert!(shown.pod_yaml().contains("blue"), "{path}: {}", shown.pod_yaml());
        }
    }
}
