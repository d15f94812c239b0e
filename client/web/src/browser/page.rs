//! The page itself: its title, whether it is looked at, and asking before it goes.

use web_sys::{BeforeUnloadEvent, Document, window};
use yew::{hook, use_effect_with};

use super::listener::Listener;

/// The document.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

/// Shows a title in the tab and the window.
#[hook]
pub fn use_title(title: String) {
    use_effect_with(title, |title| {
        if let Some(document) = document() {
            document.set_title(title);
        }
    });
}

/// While on the page: a reload or a closed tab asks first.
#[hook]
pub fn use_parting_question() {
    use_effect_with((), |()| {
        let listener = window().map(|window| {
            Listener::new(&window, "beforeunload", |event| {
                use wasm_bindgen::JsCast as _;
                event.prevent_default();
                if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                    // Older browsers ask only if there is a value; the words are the browser's own.
                    event.set_return_value("leave");
                }
            })
        });
        move || drop(listener)
    });
}

/// Calls back for every `event` of the window, until dropped.
#[must_use]
pub fn on_window(event: &'static str, mut happened: impl FnMut() + 'static) -> Option<Listener> {
    window().map(|window| Listener::new(&window, event, move |_| happened()))
}

/// Calls back for every `event` of the document, until dropped.
#[must_use]
pub fn on_document(event: &'static str, mut happened: impl FnMut() + 'static) -> Option<Listener> {
    document().map(|document| Listener::new(&document, event, move |_| happened()))
}

/// Whether nobody can see the page now.
#[must_use]
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Whether a media query holds.
#[must_use]
pub fn matches(query: &str) -> bool {
    window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}
