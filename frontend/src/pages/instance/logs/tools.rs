//! Above the log: which one, how it looks, and the search.

use leptos::html::Input;
use leptos::prelude::*;
use slipway_core::api::{InstanceView, LogQuery};
use web_sys::KeyboardEvent;

use super::screen::Screen;
use super::source::{Source, TAILS};
use crate::client::log_address;
use crate::keys::{self, Command};
use crate::pages::instance::View;
use crate::route;
use crate::widgets::button::icon_button;
use crate::widgets::icon::{Icon, icon};

/// The tools.
pub(super) fn tools(view: View, source: Source, screen: Screen, wrap: RwSignal<bool>) -> AnyView {
    let has_previous = Memo::new(move |_| {
        let container = source.container.get();
        let restarted =
            |view: &InstanceView| view.containers.iter().any(|of| of.name == container && of.restarts > 0);
        source.previous.get() || view.with(|view| restarted(view))
    });
    view! {
        <div class="toolbar" role="toolbar" aria-label="Log">
            {container_picker(source)}
            {tail_picker(source)}
            {search(screen)}
            {toggle("Follow", screen.follow, move |on| if on { screen.to_end() } else { screen.follow.set(false) })}
            {toggle("Wrap", wrap, move |on| wrap.set(on))}
            {toggle("Times", source.timestamps, move |on| source.timestamps.set(on))}
            {move || has_previous.get().then(|| toggle("Before the last restart", source.previous, move |on| source.previous.set(on)))}
            {download(view, source)}
        </div>
    }
    .into_any()
}

fn container_picker(source: Source) -> AnyView {
    let edit = route::query_editor();
    let choose = move |event| {
        let name = event_target_value(&event);
        edit(&|query| query.set("container", &name));
    };
    // One that is gone, or not there yet, stays in the list: the address asked for it.
    let names = Memo::new(move |_| {
        let (mut names, chosen) = (source.containers.get(), source.container.get());
        if !chosen.is_empty() && !names.contains(&chosen) {
            names.push(chosen);
        }
        names
    });
    let option = move |name: String| {
        let (of, value) = (name.clone(), name.clone());
        view! { <option value=value prop:selected=move || source.container.get() == of>{name}</option> }
    };
    view! {
        <select class="select w-44 shrink-0" aria-label="Container" on:change=choose>
            {move || names.get().into_iter().map(option).collect::<Vec<_>>()}
        </select>
    }
    .into_any()
}

fn tail_picker(source: Source) -> AnyView {
    let choose = move |event| source.tail.set(event_target_value(&event).parse().unwrap_or_default());
    let option = move |(index, lines): (usize, i64)| {
        let word = ["Last ", &lines.to_string(), " lines"].concat();
        view! { <option value=index.to_string() prop:selected=move || source.tail.get() == index>{word}</option> }
    };
    view! {
        <select class="select w-36 shrink-0" aria-label="How much" on:change=choose>
            {TAILS.into_iter().enumerate().map(option).collect::<Vec<_>>()}
        </select>
    }
    .into_any()
}

fn search(screen: Screen) -> AnyView {
    let input = NodeRef::<Input>::new();
    keys::on(Command::Filter, move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            screen.step(!event.shift_key());
        }
    };
    let count = move || {
        if screen.needle.with(String::is_empty) {
            return String::new();
        }
        let found = screen.found.get().to_string();
        // Lines that came since have it, and none was gone to.
        match screen.at.get() {
            Some(at) => [&(at + 1).to_string(), " of ", &found].map(AsRef::<str>::as_ref).concat(),
            None => [&found, " found"].map(AsRef::<str>::as_ref).concat(),
        }
    };
    view! {
        <label class="input search-field">
            {icon(Icon::Search, "size-4 shrink-0 text-muted")}
            <input
                node_ref=input
                type="search"
                class="grow"
                aria-label="Search the log"
                placeholder="Search"
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| screen.search(event_target_value(&event))
                on:keydown=keydown
            />
            <span class="shrink-0 text-xs text-muted" role="status">{count}</span>
        </label>
        {icon_button(Icon::ArrowUp, "Line before with it", move || screen.step(false))}
        {icon_button(Icon::ArrowDown, "Next line with it", move || screen.step(true))}
    }
    .into_any()
}

fn toggle(word: &'static str, value: RwSignal<bool>, press: impl Fn(bool) + 'static) -> AnyView {
    let press: Box<dyn Fn(bool)> = Box::new(press);
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || value.get().to_string()
            on:click=move |_| press(!value.get_untracked())
        >
            {word}
        </button>
    }
    .into_any()
}

/// The whole log as a file, from the server.
fn download(view: View, source: Source) -> AnyView {
    let name = view.with_untracked(|view| view.name.clone());
    let of = name.clone();
    let address = move || log_address(&of, &LogQuery { follow: false, tail: None, ..source.query() });
    let file = move || [&name, "-", &source.container.get(), ".log"].map(AsRef::<str>::as_ref).concat();
    view! {
        <a class="btn btn-ghost btn-square" href=address download=file aria-label="Download the log" title="Download the log">
            {icon(Icon::Download, "size-4.5")}
        </a>
    }
    .into_any()
}
