//! Sheets as the browser's own modal dialogs: it keeps the focus inside and makes the rest inert.

use web_sys::{HtmlDialogElement, HtmlElement};
use yew::{NodeRef, hook, use_effect_with};

/// Opens the dialog behind `node` as soon as it is on the page; taking it off the page closes it.
/// What had the focus before gets it back.
#[hook]
pub fn use_modal(node: NodeRef) {
    use_effect_with(node, |node| {
        let before = focused();
        if let Some(dialog) = node.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
        move || {
            if let Some(before) = before {
                let _ = before.focus();
            }
        }
    });
}

/// Focuses the element behind `node` once it is on the page, so that it is read out first.
#[hook]
pub fn use_focus(node: NodeRef) {
    use_effect_with(node, focus);
}

/// Focuses the element behind `node`.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Focuses a field, except where that would bring up a keyboard over half the screen, or over an open sheet.
pub fn focus_unless_touch(node: &NodeRef) {
    let touch = super::page::matches("(pointer: coarse)");
    let sheet_open =
        super::page::document().and_then(|document| document.query_selector("dialog[open]").ok().flatten()).is_some();
    if !touch && !sheet_open {
        focus(node);
    }
}

fn focused() -> Option<HtmlElement> {
    use wasm_bindgen::JsCast as _;
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}
