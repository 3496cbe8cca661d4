//! Which part of a configuration a form edits.

use slipway_core::finding::Finding;

/// The part of a configuration that is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of it.
    All,
    /// The image's settings.
    Image,
    /// The instance's settings.
    Instance,
}

impl Scope {
    /// Whether the image's settings are edited.
    pub(crate) fn has_image(self) -> bool {
        match self {
            Self::All | Self::Image => true,
            Self::Instance => false,
        }
    }

    /// Whether the instance's settings are edited.
    pub(crate) fn has_instance(self) -> bool {
        match self {
            Self::All | Self::Instance => true,
            Self::Image => false,
        }
    }

    /// Keeps the findings that matter here, and the fixes that can be made here. An instance cannot run with a wrong
    /// image, so everything matters to it; the image's instance is only an example.
    pub(super) fn narrow(self, findings: &mut Vec<Finding>) {
        match self {
            Self::All => {}
            Self::Image => findings.retain(|finding| is_of_image(&finding.path)),
            Self::Instance => {
                for finding in findings {
                    finding.fix.take_if(|fix| fix.edits.iter().any(|edit| is_of_image(&edit.path)));
                }
            }
        }
    }
}

fn is_of_image(path: &str) -> bool {
    path == "image" || path == "imageName" || path.starts_with("image.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(scope: Scope) -> Vec<(String, bool)> {
        let fixed = |path: &str| Finding::error("x", path, "Wrong.").fixed_by("Mend", path, "right");
        let mut findings = vec![fixed("image.agentImage"), fixed("instance.pool"), fixed("imageName")];
        scope.narrow(&mut findings);
        findings.into_iter().map(|finding| (finding.path, finding.fix.is_some())).collect()
    }

    #[test]
    fn each_scope_hears_what_it_can_mend() {
        let of = |cases: &[(&str, bool)]| {
            cases.iter().map(|(path, fix)| ((*path).to_owned(), *fix)).collect::<Vec<_>>()
        };
        let all = [("image.agentImage", true), ("instance.pool", true), ("imageName", true)];
        assert_eq!(narrowed(Scope::All), of(&all));
        assert_eq!(narrowed(Scope::Image), of(&[("image.agentImage", true), ("imageName", true)]));
        let instance = [("image.agentImage", false), ("instance.pool", true), ("imageName", false)];
        assert_eq!(narrowed(Scope::Instance), of(&instance));
    }
}
