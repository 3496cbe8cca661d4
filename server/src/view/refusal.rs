//! What the API server refused, kept as a condition of the status: the reason outlives the server that heard it.

use slipway_core::api::Condition;
use slipway_core::diagnosis::{Diagnosis, refusal};

/// The type of the condition.
const KIND: &str = "Applied";

/// The condition that quotes the API server.
#[must_use]
pub fn refused(answer: &str) -> Condition {
    Condition {
        kind: KIND.to_owned(),
        status: "False".to_owned(),
        reason: "Refused".to_owned(),
        message: answer.to_owned(),
        last_transition_time: String::new(),
    }
}

/// What such a condition among `conditions` means, where that is known.
pub(super) fn diagnosis(conditions: &[Condition]) -> Option<Diagnosis> {
    let refused = conditions.iter().find(|condition| condition.kind == KIND)?;
    refusal(&refused.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_was_kept_is_explained() {
        let check = |answer: &str, code: Option<&str>| {
            let found = diagnosis(&[refused(answer)]).map(|diagnosis| diagnosis.code);
            assert_eq!(found.as_deref(), code, "{answer}");
        };
        check(
            "pods \"a\" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0",
            Some("quota"),
        );
        check("the server is on fire", None);
        assert_eq!(diagnosis(&[]), None);
    }
}
