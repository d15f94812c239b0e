//! An option that is on or off, with one line that says what follows from it.

use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, TargetCast as _, html};

/// Which option.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The element's id.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What follows.
    pub consequence: Option<&'static str>,
    /// Whether it is on.
    pub on: bool,
    /// Called with the new state.
    pub changed: Callback<bool>,
}

/// The option.
pub fn switch(option: &Switch) -> Html {
    let onchange = option.changed.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <label class="switch" for={option.id}>
            <span class="switch-words">
                <span>{ option.label }</span>
                if let Some(consequence) = option.consequence { <span class="small">{ consequence }</span> }
            </span>
            <input id={option.id} type="checkbox" role="switch" checked={option.on} {onchange} />
            <span class="switch-track" aria-hidden="true"></span>
        </label>
    }
}
