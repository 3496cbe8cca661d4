//! Which instances are shown.

use slipway_core::api::InstanceView;
use slipway_core::config::DockerMode;

use crate::lifecycle::{Group, Stage};

/// What the reader looks for. Empty shows all but the deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Words that must all be somewhere in the row.
    pub(crate) words: String,
    /// Groups of stages; empty: all.
    pub(crate) groups: Vec<Group>,
    /// Deleted ones too.
    pub(crate) deleted: bool,
}

impl Filter {
    /// Whether `view` is shown.
    #[must_use]
    pub(crate) fn shows(&self, view: &InstanceView) -> bool {
        let group = Stage::of(view).group();
        let wanted = self.groups.is_empty() || self.groups.contains(&group);
        wanted && self.reaches(group) && self.matches(view)
    }

    /// Whether `view` would be shown were its group chosen: what the counts beside the groups say.
    #[must_use]
    pub(crate) fn would_show(&self, view: &InstanceView) -> bool {
        self.reaches(Stage::of(view).group()) && self.matches(view)
    }

    /// Whether it hides anything that exists and is not deleted.
    #[must_use]
    pub(crate) fn narrows(&self) -> bool {
        !self.words.trim().is_empty() || !self.groups.is_empty()
    }

    fn reaches(&self, group: Group) -> bool {
        self.deleted || group != Group::Deleted
    }

    fn matches(&self, view: &InstanceView) -> bool {
        if self.words.trim().is_empty() {
            return true;
        }
        let text = searched(view).to_lowercase();
        self.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// Everything a row says, in one text.
fn searched(view: &InstanceView) -> String {
    [
        view.name.as_str(),
        &view.image_name,
        view.docker_mode.map_or("", DockerMode::as_str),
        &view.instance.pool,
        view.instance.size.preset.as_str(),
        view.instance.profile.kind.as_str(),
        Stage::of(view).word(),
        &view.cluster,
        &view.sentence,
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use slipway_core::api::{Current, Desired};

    use super::*;
    use crate::pages::instances::sample::view;

    #[test]
    fn words_and_groups_narrow_together() {
        let mut broken = view("gtm-1", Desired::Active, Current::Error);
        broken.sentence = "The daemon ran out of memory.".to_owned();
        let active = view("bamboo-1", Desired::Active, Current::Active);
        let deleted = view("bamboo-2", Desired::Deleted, Current::Inactive);
        let filter = |words: &str, groups: &[Group], deleted: bool| Filter {
            words: words.to_owned(),
            groups: groups.to_vec(),
            deleted,
        };
        let cases = [
            (filter("", &[], false), [true, true, false]),
            (filter("", &[], true), [true, true, true]),
            (filter("MEMORY daemon", &[], true), [true, false, false]),
            (filter("bamboo-", &[], true), [false, true, true]),
            (filter("", &[Group::Active, Group::Deleted], false), [false, true, false]),
            (filter("", &[Group::Deleted], true), [false, false, true]),
            (filter("memory", &[Group::Active], false), [false, false, false]),
        ];
        for (filter, expected) in cases {
            let shown = [&broken, &active, &deleted].map(|view| filter.shows(view));
            assert_eq!(shown, expected, "{filter:?}");
        }
    }

    #[test]
    fn showing_the_deleted_hides_nothing() {
        assert!(!Filter { deleted: true, ..Filter::default() }.narrows());
        assert!(Filter { words: "x".to_owned(), ..Filter::default() }.narrows());
    }
}
