/// What tells one cluster, and one moment of it, from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// Uid of the definition of instances: another cluster, or one in which they were made anew, has another.
    pub(super) definition: Option<String>,
    /// The revision of the store behind the API server. It only grows, unless a backup is restored.
    pub(super) revision: Option<u64>,
}

impl Fingerprint {
    /// Takes what is known now; why nothing known before is true any more, when that is so.
    pub(super) fn replace(&mut self, now: Self) -> Option<&'static str> {
        let is_other = differ(self.definition.as_ref(), now.definition.as_ref(), |before, now| before != now);
        let is_older = differ(self.revision.as_ref(), now.revision.as_ref(), |before, now| before > now);
        // What could not be asked this time is still as it was.
        *self = Self {
            definition: now.definition.or_else(|| self.definition.take()),
            revision: now.revision.or(self.revision),
        };
        if is_other {
            Some("the definitions are not the ones that were there before")
        } else if is_older {
            Some("its state is older than it was before, as after a restored backup")
        } else {
            None
        }
    }
}

fn differ<T>(before: Option<&T>, now: Option<&T>, how: impl Fn(&T, &T) -> bool) -> bool {
    before.zip(now).is_some_and(|(before, now)| how(before, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_cluster_and_an_older_state_are_noticed_once() {
        let mut known = Fingerprint::default();
        let mut check = |definition: Option<&str>, revision: Option<u64>, expected: &str| {
            let now = Fingerprint { definition: definition.map(str::to_owned), revision };
            let why = known.replace(now).unwrap_or_default();
            assert!(why.contains(expected) && why.is_empty() == expected.is_empty(), "{why}");
        };
        check(Some("a"), Some(10), "");
        check(Some("a"), Some(12), "");
        check(None, None, "");
        check(Some("a"), Some(11), "older");
        check(Some("a"), Some(11), "");
        check(None, Some(40), "");
        check(Some("b"), Some(41), "not the ones");
        check(Some("b"), Some(42), "");
    }
}
