/// The version of a list or an object. Kubernetes counts them up in one row for all objects of a kind, and since 1.35
/// says so (KEP-5504); what is no number is only handed back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    text: String,
    number: Option<u64>,
}

impl Version {
    pub(super) fn new(text: String) -> Self {
        let number = text.parse().ok();
        Self { text, number }
    }

    /// As the API server wrote it.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is from before `other`, as far as that can be told.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        self.number.zip(other.number).is_some_and(|(this, other)| this < other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_when_they_are_numbers() {
        let check = |this: &str, other: &str, expected: bool| {
            let (this, other) = (Version::new(this.to_owned()), Version::new(other.to_owned()));
            assert_eq!(this.is_before(&other), expected, "{this:?} {other:?}");
        };
        check("9", "10", true);
        check("10", "9", false);
        check("10", "10", false);
        check("a", "b", false);
        check("9", "b", false);
    }
}
