//! Elements of lines.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node};

use super::lines::CodeLine;

/// A line's element, and the classes it has for now.
pub(super) struct Shown {
    pub(super) element: Element,
    pub(super) fold: &'static str,
    pub(super) hidden: &'static str,
    pub(super) mark: &'static str,
    pub(super) tint: &'static str,
}

/// Makes the element of a line. Text is only ever text: nothing is parsed.
pub(super) fn draw(document: &Document, line: &CodeLine, tint: bool) -> Option<Shown> {
    let element = span(document, "div", line.sign.class())?;
    let gutter = span(document, "span", "gutter")?;
    let _ = gutter.set_attribute("aria-hidden", "true");
    let code = span(document, "span", "line-text")?;
    let mut written = 0;
    for (start, end, class) in &line.spans {
        plain(document, &code, line.text.get(written..*start));
        let token = span(document, "span", class)?;
        token.set_text_content(line.text.get(*start..*end));
        code.append_child(&token).ok()?;
        written = *end;
    }
    plain(document, &code, line.text.get(written..));
    if line.cut > 0 {
        let more = span(document, "span", "line-cut")?;
        more.set_text_content(Some(&["… ", &line.cut.to_string(), " more bytes"].concat()));
        code.append_child(&more).ok()?;
    }
    element.append_child(&gutter).ok()?;
    element.append_child(&code).ok()?;
    let mut shown = Shown { element, fold: "", hidden: "", mark: "", tint: "" };
    swap_class(&shown.element, &mut shown.tint, if tint { "line-changed" } else { "" });
    Some(shown)
}

/// Puts new elements between those that are there, and ends the tint of those that stayed.
pub(super) fn place(parent: &Element, shown: &mut [Shown]) {
    let mut next: Option<Node> = None;
    for line in shown.iter_mut().rev() {
        if line.element.parent_element().is_none() {
            let _ = parent.insert_before(&line.element, next.as_ref());
        } else {
            swap_class(&line.element, &mut line.tint, "");
        }
        next = Some(line.element.clone().unchecked_into());
    }
}

/// Gives `element` the class `to` in place of `now`; touches the page only when they differ.
pub(super) fn swap_class(element: &Element, now: &mut &'static str, to: &'static str) {
    if *now == to {
        return;
    }
    let classes = element.class_list();
    if !now.is_empty() {
        let _ = classes.remove_1(now);
    }
    if !to.is_empty() {
        let _ = classes.add_1(to);
    }
    *now = to;
}

fn span(document: &Document, name: &str, class: &str) -> Option<Element> {
    let element = document.create_element(name).ok()?;
    element.set_class_name(class);
    Some(element)
}

fn plain(document: &Document, parent: &Element, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        let _ = parent.append_child(&document.create_text_node(text));
    }
}
