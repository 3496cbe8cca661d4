//! The settings, as a list of what they are and what they say.

use leptos::prelude::*;
use slipway_core::api::InstanceView;
use slipway_core::config::ProfileKind;

use super::View;
use crate::clock;
use crate::pages::instances::words;

/// The panel.
pub(super) fn facts(view: View) -> AnyView {
    let image = Memo::new(move |_| view.with(|view| view.image_name.clone()));
    let rest = Memo::new(move |_| view.with(|view| rest(view)));
    let address = move || image.with(|name| ["/images/", name].concat());
    let items = move || rest.get().into_iter().map(|(name, text)| item(name, text)).collect::<Vec<_>>();
    view! {
        <section class="panel" aria-labelledby="settings-title">
            <h2 id="settings-title" class="panel-title">"Settings"</h2>
            <dl class="facts">
                <div><dt>"Image"</dt><dd><a class="row-link" href=address>{move || image.get()}</a></dd></div>
                {items}
            </dl>
        </section>
    }
    .into_any()
}

fn item(name: &'static str, text: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{text}</dd></div> }.into_any()
}

/// All but the image. What is not set is left out.
fn rest(view: &InstanceView) -> Vec<(&'static str, String)> {
    let instance = &view.instance;
    let storage = [instance.storage.size.as_str(), &class(&instance.storage.class)].concat();
    let selector = instance.node_selector.iter().map(|(key, value)| [key.as_str(), "=", value].concat());
    let items = vec![
        ("Docker", view.docker_mode.map_or("the image is gone", words::mode).to_owned()),
        ("CI system", profile(instance.profile.kind).to_owned()),
        ("Pool", instance.pool.clone()),
        ("Size", words::size(instance)),
        ("Volume", storage),
        ("Nodes", selector.collect::<Vec<_>>().join(", ")),
        ("Service account", instance.service_account.clone()),
        ("Priority class", instance.priority_class.clone()),
        ("Overlay", if instance.overlay.trim().is_empty() { String::new() } else { "yes".to_owned() }),
        ("Cluster", view.cluster.clone()),
        ("Created", clock::absolute(&view.created)),
    ];
    items.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn class(class: &str) -> String {
    if class.is_empty() { String::new() } else { [" of class ", class].concat() }
}

fn profile(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::Bamboo => "Bamboo",
        ProfileKind::Jenkins => "Jenkins",
        ProfileKind::Gtm => "GitHub Task Manager",
        ProfileKind::Generic => "any other",
    }
}
