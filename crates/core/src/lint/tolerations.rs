//! Tolerations.

use crate::config::{Toleration, TolerationEffect, TolerationOperator};
use crate::field;
use crate::plan::Report;

pub(super) fn check(settings: &[Toleration], report: &mut Report) {
    for (index, setting) in settings.iter().enumerate() {
        one(setting, &format!("instance.tolerations[{index}]"), report);
    }
}

/// The API server's rules (validation.go, ValidateTolerations), on the form's fields.
fn one(setting: &Toleration, path: &str, report: &mut Report) {
    let Toleration { key, operator, value, effect, toleration_seconds } = setting;
    if key.is_empty() {
        if *operator != TolerationOperator::Exists {
            let message = "Without a key the operator is Exists: it then accepts every taint.";
            report.error("toleration-key", format!("{path}.key"), message);
        }
    } else {
        report.check("toleration-key", &format!("{path}.key"), field::qualified_name(key));
    }
    if *operator == TolerationOperator::Exists && !value.is_empty() {
        report.error(
            "toleration-value",
            format!("{path}.value"),
            "With the operator Exists there is no value.",
        );
    }
    report.check("toleration-value", &format!("{path}.value"), field::label_value(value));
    if toleration_seconds.is_some() && *effect != TolerationEffect::NoExecute {
        let message = "Seconds are only for the effect NoExecute.";
        report.error("toleration-seconds", format!("{path}.tolerationSeconds"), message);
    }
}
