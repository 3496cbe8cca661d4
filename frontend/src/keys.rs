//! Keys of the whole console, and what they do on the page that is shown.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::browser::{listen, window};
use crate::route::Route;

/// What a key asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// `Ctrl/Cmd+Enter`
    Apply,
    /// `Ctrl/Cmd+K`
    Palette,
    /// `Ctrl/Cmd+Z`, outside of texts
    Undo,
    /// `/`
    Filter,
    /// `?`
    Help,
    /// `g` and a letter.
    Go(Route),
}

/// The keys, as the help dialog lists them.
pub(crate) const KEYS: [(&str, &str); 9] = [
    ("Ctrl Enter", "Apply the configuration"),
    ("Ctrl K", "Open the command palette"),
    ("Ctrl Z", "Go back to before a preset or a fix"),
    ("/", "Filter or search"),
    ("g c", "Go to Configure"),
    ("g i", "Go to Instances"),
    ("g m", "Go to Images"),
    ("?", "Show the keys"),
    ("Esc", "Close what is open"),
];

type Handler = (Command, u32, Callback<()>);

#[derive(Clone, Copy)]
struct Keys {
    handlers: StoredValue<Vec<Handler>>,
    last_id: StoredValue<u32>,
}

/// Listens to the keyboard.
pub(crate) fn provide() {
    let keys = Keys { handlers: StoredValue::new(Vec::new()), last_id: StoredValue::new(0) };
    provide_context(keys);
    let after_g = StoredValue::new(false);
    listen(&window(), "keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let was_g = after_g.get_value();
        after_g.set_value(!was_g && is_plain(event) && event.key() == "g" && !is_writing(event));
        if let Some(command) = command_of(event, was_g)
            && keys.run(&command)
        {
            event.prevent_default();
        }
    });
}

/// Does `action` at `command` for as long as the caller's view lives; the latest registration wins.
pub(crate) fn on(command: Command, action: impl Fn() + Send + Sync + 'static) {
    let keys: Keys = expect_context();
    let id = keys.last_id.get_value() + 1;
    keys.last_id.set_value(id);
    keys.handlers.update_value(|handlers| handlers.push((command, id, Callback::new(move |()| action()))));
    on_cleanup(move || {
        keys.handlers.try_update_value(|handlers| handlers.retain(|(_, of, _)| *of != id));
    });
}

impl Keys {
    /// Whether anything on the page answers `command`.
    fn run(self, command: &Command) -> bool {
        let action = self.handlers.with_value(|handlers| {
            handlers.iter().rev().find(|(of, _, _)| of == command).map(|(_, _, action)| *action)
        });
        if let Some(action) = action {
            action.run(());
        }
        action.is_some()
    }
}

fn command_of(event: &KeyboardEvent, after_g: bool) -> Option<Command> {
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        return match key.as_str() {
            "Enter" => Some(Command::Apply),
            "k" | "K" => Some(Command::Palette),
            "z" if !is_writing(event) => Some(Command::Undo),
            _ => None,
        };
    }
    if event.alt_key() || is_writing(event) {
        return None;
    }
    match (after_g, key.as_str()) {
        (true, "c") => Some(Command::Go(Route::Configure)),
        (true, "i") => Some(Command::Go(Route::Instances)),
        (true, "m") => Some(Command::Go(Route::Images)),
        (_, "/") => Some(Command::Filter),
        (_, "?") => Some(Command::Help),
        (_, _) => None,
    }
}

fn is_plain(event: &KeyboardEvent) -> bool {
    !(event.ctrl_key() || event.meta_key() || event.alt_key())
}

/// Whether the key goes into a text. One in a dialog that has just closed keeps the focus until the next frame, and
/// takes nothing any more.
fn is_writing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        const WRITING: &str = ":is(input:not([type=radio], [type=checkbox], [type=range]), textarea, select, \
            [data-editor] *):not(dialog:not([open]) *)";
        element.matches(WRITING).unwrap_or(false)
    })
}
