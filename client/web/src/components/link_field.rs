//! A place for a room's link, with a button that opens it. What is wrong with a link is said by whoever opens it.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, NodeRef, Properties, SubmitEvent, TargetCast as _, component, html, use_state};

use crate::verbs::{Verb, Verbs};

/// Who is asked, and how the field can be reached.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LinkFieldProps {
    /// Who is asked.
    pub verbs: Verbs,
    /// The input, so that a notice can lead to it.
    pub field: NodeRef,
}

/// The field.
#[component]
pub fn LinkField(props: &LinkFieldProps) -> Html {
    let link = use_state(String::new);
    let oninput = {
        let link = link.clone();
        Callback::from(move |event: InputEvent| {
            link.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let onsubmit = {
        let (verbs, link) = (props.verbs.clone(), link.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !link.trim().is_empty() {
                verbs.ask(Verb::OpenLink(link.trim().to_owned()));
            }
        })
    };
    html! {
        <form class="link-field" {onsubmit}>
            <label class="label" for="link">{ "Have a link?" }</label>
            <div class="joined">
                <input ref={&props.field} id="link" class="input mono" type="text" inputmode="url"
                    autocomplete="off" autocapitalize="off" spellcheck="false"
                    placeholder="Paste it here" value={(*link).clone()} {oninput} />
                <button type="submit" class="button quiet">{ "Open" }</button>
            </div>
        </form>
    }
}
