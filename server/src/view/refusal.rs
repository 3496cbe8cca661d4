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

/// The refusal that is kept, when `answer` says the same but for what changes each time: ports, times, ids.
#[must_use]
pub fn kept<'a>(conditions: &'a [Condition], answer: &str) -> Option<&'a str> {
    let kept = &conditions.iter().find(|condition| condition.kind == KIND)?.message;
    lasting(kept).eq(lasting(answer)).then_some(kept)
}

/// The words without those that hold a number.
fn lasting(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| !word.contains(|letter: char| letter.is_ascii_digit()))
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

    #[test]
    fn a_refusal_that_differs_in_numbers_alone_is_the_one_that_is_kept() {
        let before =
            "failed calling webhook \"a\": read tcp 10.0.0.1:43210->10.96.3.4:443: connection reset by peer";
        let again = before.replace("43210", "50001");
        assert_eq!(kept(&[refused(before)], &again), Some(before));
        assert_eq!(kept(&[refused(before)], "exceeded quota: none"), None);
        assert_eq!(kept(&[], before), None);
    }
}
