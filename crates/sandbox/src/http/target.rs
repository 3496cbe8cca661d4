//! What a URL names.

/// The parts of a resource URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Target {
    /// Empty for the core group.
    pub(crate) group: String,
    /// Empty for the description of a group.
    pub(crate) version: String,
    pub(crate) namespace: String,
    /// Empty for the description of a group and version.
    pub(crate) plural: String,
    pub(crate) name: String,
    pub(crate) subresource: String,
}

impl Target {
    /// Reads the path of a URL; `None` when it cannot name anything.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let (group, rest) = match segments.as_slice() {
            ["api", rest @ ..] => ("", rest),
            ["apis", group, rest @ ..] => (*group, rest),
            _ => return None,
        };
        let mut target = Self { group: group.to_owned(), ..Self::default() };
        let Some((version, rest)) = rest.split_first() else { return Some(target) };
        target.version = (*version).to_owned();
        target.place(rest)?;
        Some(target)
    }

    fn place(&mut self, segments: &[&str]) -> Option<()> {
        let parts: &[&str] = match segments {
            // `namespaces/NAME` and its subresources are namespaces themselves.
            ["namespaces", namespace, rest @ ..] if !matches!(rest, [] | ["status" | "finalize"]) => {
                self.namespace = decoded(namespace);
                rest
            }
            other => other,
        };
        let mut fields = [&mut self.plural, &mut self.name, &mut self.subresource].into_iter();
        for part in parts {
            *fields.next()? = decoded(part);
        }
        Some(())
    }
}

/// Names may hold `:`, which clients may send escaped.
fn decoded(segment: &str) -> String {
    segment.replace("%3A", ":").replace("%3a", ":")
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn urls_name_resources() {
        let cases = [
            ("/api/v1", "|v1||||"),
            ("/apis/apps", "apps|||||"),
            ("/api/v1/pods", "|v1||pods||"),
            ("/api/v1/namespaces", "|v1||namespaces||"),
            ("/api/v1/namespaces/ci", "|v1||namespaces|ci|"),
            ("/api/v1/namespaces/ci/status", "|v1||namespaces|ci|status"),
            ("/api/v1/namespaces/ci/pods/a/log", "|v1|ci|pods|a|log"),
            ("/apis/slipway.dev/v1/namespaces/ci/agents/a", "slipway.dev|v1|ci|agents|a|"),
        ];
        for (path, expected) in cases {
            let it = Target::parse(path).unwrap();
            let found = [it.group, it.version, it.namespace, it.plural, it.name, it.subresource].join("|");
            assert_eq!(found, expected, "{path}");
        }
        assert_eq!(Target::parse("/api/v1/namespaces/ci/pods/a/log/more"), None);
    }
}
