use std::collections::BTreeMap;

/// How many objects are named before the rest is counted.
const NAMED: usize = 3;

/// The objects of the namespace that cannot be read: by kind, then by name, with the reader's words.
#[derive(Debug, Default)]
pub(super) struct Unreadable(BTreeMap<String, BTreeMap<String, String>>);

impl Unreadable {
    /// Takes what cannot be read of one kind; whether that is news.
    pub(super) fn replace(&mut self, kind: &str, found: &BTreeMap<String, String>) -> bool {
        let before = if found.is_empty() {
            self.0.remove(kind)
        } else {
            self.0.insert(kind.to_owned(), found.clone())
        };
        before.unwrap_or_default() != *found
    }

    /// What cannot be read, and what to do; `None` when everything can.
    pub(super) fn sentence(&self) -> Option<String> {
        let of_kind = |(kind, found): (&String, &BTreeMap<String, String>)| {
            found.iter().map(|(name, words)| format!("{kind} {name} ({words})")).collect::<Vec<_>>()
        };
        let mut objects: Vec<String> = self.0.iter().flat_map(of_kind).collect();
        let more = objects.len().saturating_sub(NAMED);
        objects.truncate(NAMED);
        if more > 0 {
            objects.push(format!("{more} more"));
        }
        (!objects.is_empty()).then(|| {
            format!(
                "What cannot be read is left out; correct it or remove it with kubectl: {}.",
                objects.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), "Expected u32".to_owned())).collect()
    }

    #[test]
    fn what_cannot_be_read_is_named_until_it_can() {
        let mut unreadable = Unreadable::default();
        assert!(!unreadable.replace("AgentImage", &found(&[])), "nothing is no news");
        for (names, expected) in [
            (&["a"][..], Some("AgentInstance a (Expected u32).")),
            (&["a", "b"], Some("AgentInstance a (Expected u32), AgentInstance b (Expected u32).")),
            (&["a", "b", "c", "d", "e"], Some("AgentInstance c (Expected u32), 2 more.")),
            (&[], None),
        ] {
            assert!(unreadable.replace("AgentInstance", &found(names)), "{names:?} are news");
            assert!(!unreadable.replace("AgentInstance", &found(names)), "{names:?} are no news twice");
            let sentence = unreadable.sentence();
            assert_eq!(sentence.is_some(), expected.is_some(), "{sentence:?}");
            let (sentence, expected) = (sentence.unwrap_or_default(), expected.unwrap_or_default());
            assert!(sentence.ends_with(expected), "{sentence}");
        }
    }
}
