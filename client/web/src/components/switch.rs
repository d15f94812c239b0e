//! An option that is on or off, with one line that says what follows from it.

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, Properties, TargetCast as _, component, html};

/// Which option.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SwitchProps {
    /// The element's id.
    pub id: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// What follows.
    #[prop_or_default]
    pub consequence: AttrValue,
    /// Whether it is on.
    pub on: bool,
    /// Called with the new state.
    pub changed: Callback<bool>,
}

/// The option.
#[component]
pub fn Switch(props: &SwitchProps) -> Html {
    let onchange = props.changed.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <label class="switch" for={props.id.clone()}>
            <span class="switch-words">
                <span>{ &props.label }</span>
                if !props.consequence.is_empty() { <span class="small">{ &props.consequence }</span> }
            </span>
            <input id={props.id.clone()} type="checkbox" role="switch" checked={props.on} {onchange} />
            <span class="switch-track" aria-hidden="true"></span>
        </label>
    }
}
