//! Logs of all containers, as they are written.

mod buffer;
mod screen;
mod source;
mod stamps;
mod text;
mod tools;

use leptos::prelude::*;

use self::screen::Screen;
use self::source::{Source, State};
use super::View;
use crate::client;

/// The tab.
pub(super) fn logs(view: View) -> AnyView {
    let screen = Screen::new();
    let source = Source::new(view, screen);
    let wrap = RwSignal::new(true);
    view! {
        <div class="flex flex-col gap-2">
            {tools::tools(view, source, screen, wrap)}
            <div class="log-frame">
                <div
                    node_ref=screen.node
                    class="log"
                    class:log-wrap=move || wrap.get()
                    role="log"
                    aria-live="off"
                    aria-label=move || ["Log of ", &source.container.get()].concat()
                    tabindex="0"
                    on:scroll=move |_| screen.scrolled()
                ></div>
                {state_line(source, screen)}
            </div>
        </div>
    }
    .into_any()
}

/// Under the lines: how the reading goes. It has its place whatever it says.
fn state_line(source: Source, screen: Screen) -> AnyView {
    let text = move || match (source.state.get(), screen.is_empty.get()) {
        (State::Reading, true) => "Waiting for the first line.".to_owned(),
        (State::Reading, false) => "Live: new lines appear as they are written.".to_owned(),
        (State::Ended, true) => "The log is empty.".to_owned(),
        (State::Ended, false) => "This is the end of the log.".to_owned(),
        (State::Gone, true) => {
            "There is no container, so there is no log. It appears with the next start.".to_owned()
        }
        (State::Gone, false) => {
            "The container is gone. These are the last lines that were read of it.".to_owned()
        }
        (State::Failed(problem, again), _) => {
            [client::sentence(&problem).as_str(), if again { " Trying again." } else { "" }].concat()
        }
    };
    // That a container has no log yet is no failure of anybody's.
    let failed = move || match source.state.get() {
        State::Failed(_, again) => again,
        State::Reading | State::Ended | State::Gone => false,
    };
    view! { <p class="log-state" class:text-error=failed role="status">{text}</p> }.into_any()
}
