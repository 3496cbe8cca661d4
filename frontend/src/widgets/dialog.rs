//! Dialogs: the browser's own, which keep focus inside, close with Esc, and give focus back.

use leptos::html;
use leptos::prelude::*;
use web_sys::MouseEvent;

use super::button::icon_button;
use super::icon::Icon;

/// A dialog with a title and a button that closes it. `content` is made anew at every opening.
pub(crate) fn dialog(
    open: RwSignal<bool>,
    title: impl Into<String>,
    class: &'static str,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let title: String = title.into();
    let heading = title.clone();
    let close = Callback::new(move |()| open.set(false));
    plain_dialog(open.into(), close, title, class, move || {
        view! {
            <div class="mb-4 flex items-start justify-between gap-4">
                <h2 class="text-base font-semibold">{heading.clone()}</h2>
                <div class="-mt-2 -mr-2">{icon_button(Icon::Close, "Close", move || open.set(false))}</div>
            </div>
            {content()}
        }
        .into_any()
    })
}

/// A dialog without a head; `label` is its name, `close` is called when it is dismissed.
pub(crate) fn plain_dialog(
    open: Signal<bool>,
    close: Callback<()>,
    label: impl Into<String>,
    class: &'static str,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    plain(open, close, label.into(), class, Box::new(content))
}

/// One for all contents, or each would bring a copy of everything below.
fn plain(
    open: Signal<bool>,
    close: Callback<()>,
    label: String,
    class: &'static str,
    content: Box<dyn Fn() -> AnyView + Send + Sync>,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let is_open = Memo::new(move |_| open.get());
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if is_open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let backdrop = move |event: MouseEvent| {
        // The dialog itself is the target only outside of its box.
        let on_backdrop =
            node.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if on_backdrop {
            close.run(());
        }
    };
    view! {
        <dialog
            node_ref=node
            class="modal"
            aria-label=label
            on:close=move |_| close.run(())
            on:click=backdrop
        >
            <div class=["modal-box ", class].concat()>{move || is_open.get().then(&content)}</div>
        </dialog>
    }
    .into_any()
}
