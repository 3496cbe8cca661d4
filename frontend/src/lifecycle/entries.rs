use leptos::prelude::*;

use super::{Action, Runner};
use crate::live::live;
use crate::route::{self, Route};
use crate::shell::{Entry, offer};

/// Puts every instance, and what can be done to `about`, into the command palette while the page is shown.
pub(crate) fn offer_entries(runner: Runner, about: Option<String>) {
    let live = live();
    let go = route::navigator();
    offer(move || {
        let open = |name: String| {
            let title = name.clone();
            let run = Callback::new(move |()| go(&Route::Instance(name.clone())));
            Entry { kind: "Instance", title, run }
        };
        let instances = live.instances();
        let view = instances.iter().find(|view| Some(&view.name) == about.as_ref());
        let fitting = Action::ALL.into_iter().filter(|action| view.is_some_and(|view| action.fits(view)));
        let act = |action: Action| {
            let name = about.clone().unwrap_or_default();
            let title = [action.word(), " ", &name].concat();
            let run = Callback::new(move |()| runner.press(action, vec![name.clone()]));
            Entry { kind: "Action", title, run }
        };
        fitting.map(act).chain(instances.iter().map(|view| open(view.name.clone()))).collect()
    });
}
