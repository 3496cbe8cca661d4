//! Section Overlay: YAML of one's own, merged last.

use leptos::prelude::*;
use slipway_core::finding::Severity;

use super::Folded;
use super::section::{Section, section};
use crate::form::{Form, Lens, lens};
use crate::parts;
use crate::shell::theme::Theme;
use crate::widgets::editor::{Edited, Editor, Marker};
use crate::widgets::field::Caption;

const SECTION: Section =
    Section { id: "overlay", title: "Overlay", holds: &["image.overlay", "instance.overlay"], open: false };

const IMAGE_HINT: &str =
    "A piece of a pod's YAML, merged into what is generated: for every instance of the image.";
const INSTANCE_HINT: &str =
    "The same, merged last: for this instance only. A null deletes; lists merge by name.";

/// The section.
pub(super) fn overlay(form: Form) -> AnyView {
    section(form, SECTION, summary(form), move || parts::fields(form, Folded::Overlay))
}

/// Its fields.
pub(super) fn fields(form: Form) -> AnyView {
    view! {
        {form.scope.has_image().then(|| editor(form, lens!(image.overlay), "Image overlay", IMAGE_HINT))}
        {form.scope.has_instance().then(|| editor(form, lens!(instance.overlay), "Instance overlay", INSTANCE_HINT))}
    }
    .into_any()
}

fn editor(form: Form, lens: Lens<String>, label: &str, hint: &str) -> AnyView {
    let Theme { dark } = expect_context();
    let path = lens.path();
    let editor = Editor::new();
    let held = path.clone();
    form.places.add(move |goal| {
        let here = goal.path == held;
        if here {
            let (line, column) = goal.position.map_or((1, 1), |at| (at.line, at.column));
            request_animation_frame(move || editor.focus(line, column));
        }
        here
    });
    let caption = Caption::new(path.clone(), label).hint(hint).notes(form.notes(path.clone()));
    let value = Memo::new(move |_| form.config.with(|config| (lens.get)(config).clone()));
    let change = Callback::new(move |text: String| form.edit(|config| *(lens.get_mut)(config) = text));
    let markers = Memo::new(move |_| markers(form, &path));
    editor.field(caption, Edited { value: value.into(), change, markers: markers.into(), dark: dark.into() })
}

fn markers(form: Form, path: &str) -> Vec<Marker> {
    form.findings.with(|all| {
        let here = all.iter().filter(|finding| finding.path == path);
        here.filter_map(|finding| {
            let position = finding.position?;
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "info",
            };
            Some(Marker {
                line: position.line,
                column: position.column,
                message: finding.message.clone(),
                severity,
            })
        })
        .collect()
    })
}

fn summary(form: Form) -> Signal<String> {
    Memo::new(move |_| {
        form.config.with(|config| {
            let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
            match (lines(&config.image.overlay), lines(&config.instance.overlay)) {
                (0, 0) => "None".to_owned(),
                (image, 0) => ["Image: ", &image.to_string(), " lines"].concat(),
                (0, instance) => ["Instance: ", &instance.to_string(), " lines"].concat(),
                (image, instance) => {
                    ["Image: ", &image.to_string(), " lines, instance: ", &instance.to_string(), " lines"]
                        .concat()
                }
            }
        })
    })
    .into()
}
