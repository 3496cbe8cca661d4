use std::collections::BTreeMap;

use jiff::Timestamp;

/// The kinds whose watch fails: why, and since when what is known of them may be out of date.
#[derive(Debug, Default)]
pub(super) struct Stale(BTreeMap<String, (Timestamp, String)>);

impl Stale {
    /// The watch of a kind fails; whether that is news.
    pub(super) fn put(&mut self, kind: &str, since: Timestamp, why: String) -> bool {
        let now = (since, why);
        let before = self.0.insert(kind.to_owned(), now.clone());
        before != Some(now)
    }

    /// The watch of a kind works; whether that is news.
    pub(super) fn remove(&mut self, kind: &str) -> bool {
        self.0.remove(kind).is_some()
    }

    /// Since when the oldest of them may be out of date.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.0.values().map(|(since, _)| *since).min()
    }

    /// What fails and why; `None` when nothing does.
    pub(super) fn sentence(&self) -> Option<String> {
        let kinds: Vec<&str> = self.0.keys().map(String::as_str).collect();
        let (_, why) = self.0.values().next()?;
        Some(format!(
            "What is shown may be incomplete or out of date, because watching {} fails: {why}",
            kinds.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_whose_watch_fails_are_named_until_it_works() {
        let at = |second| Timestamp::from_second(second).expect("in range");
        let mut stale = Stale::default();
        assert_eq!((stale.sentence(), stale.since()), (None, None));
        assert!(stale.put("Pod", at(20), "Gone.".to_owned()));
        assert!(!stale.put("Pod", at(20), "Gone.".to_owned()), "the same is no news");
        assert!(stale.put("AgentImage", at(10), "Silent.".to_owned()));
        let sentence = stale.sentence().expect("two fail");
        assert!(sentence.ends_with("watching AgentImage, Pod fails: Silent."), "{sentence}");
        assert_eq!(stale.since(), Some(at(10)));
        assert!(stale.remove("AgentImage") && stale.remove("Pod") && !stale.remove("Pod"));
        assert_eq!((stale.sentence(), stale.since()), (None, None));
    }
}
