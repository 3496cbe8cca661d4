//! Checks that generation does not need: nothing here shapes the pod, so the console fetches them after its first
//! preview.

mod daemon;
mod environment;
mod image;
mod together;
mod tolerations;

pub(crate) use environment::NUL;

use crate::config::Config;
use crate::finding::Finding;
use crate::plan::Report;
use crate::target::Target;

/// Everything there is to say; whether nothing of it is an error.
pub(crate) fn check(config: &Config, target: &Target, findings: &mut Vec<Finding>) -> bool {
    let mut report = Report::default();
    image::check(config).into_iter().for_each(|finding| report.push(finding));
    daemon::check(&config.image.docker, target, &mut report);
    environment::check(&config.instance.env, "instance.env", target, &mut report);
    tolerations::check(&config.instance.tolerations, &mut report);
    together::check(config, &mut report);
    let sound = !report.0.iter().any(Finding::is_error);
    findings.append(&mut report.0);
    sound
}
